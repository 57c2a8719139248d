namespace Visio.Server.Audit;

/// <summary>One line of the audit log. It is never changed; each carries the hash of the one before it.</summary>
internal sealed class AuditEntry
{
    /// <summary>1 for the first entry, then without a gap.</summary>
    public required long Sequence { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>Who did it.</summary>
    public required AuditActor Actor { get; init; }

    /// <summary>The actor's id; null for <see cref="AuditActor.System"/> and for a guest without a session.</summary>
    public string? ActorId { get; init; }

    /// <summary>What was done, as <c>room.delete</c>.</summary>
    public required string Action { get; init; }

    /// <summary>The id of what it was done to: never a name or an address, so that erasing a person leaves the chain whole.</summary>
    public string? Target { get; init; }

    /// <summary>The id of the room that it concerns.</summary>
    public string? Room { get; init; }

    /// <summary>What else matters, a JSON object without personal data.</summary>
    public string? Details { get; init; }

    /// <summary>The <see cref="Hash"/> of the entry before, in lower-case hexadecimal; 64 zeros for the first.</summary>
    public required string PreviousHash { get; init; }

    /// <summary>SHA-256 over the previous hash and every field, in lower-case hexadecimal.</summary>
    public required string Hash { get; init; }
}
