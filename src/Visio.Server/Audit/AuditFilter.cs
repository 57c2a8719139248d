namespace Visio.Server.Audit;

/// <summary>Which entries of the audit log are wanted; null means any.</summary>
internal sealed record AuditFilter
{
    /// <summary>Only entries with a smaller number.</summary>
    public long? Before { get; init; }

    /// <summary>The most entries, from 1 to 1000.</summary>
    public int Limit { get; init; } = 50;

    /// <summary>An action as <c>room.delete</c>, or the first part of some as <c>room</c>.</summary>
    public string? Action { get; init; }

    /// <summary>The id of the actor.</summary>
    public string? ActorId { get; init; }

    /// <summary>The id of what it was done to.</summary>
    public string? Target { get; init; }

    /// <summary>The id of the room.</summary>
    public string? Room { get; init; }
}
