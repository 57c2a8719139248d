namespace Visio.Server.Audit;

/// <summary>The end of the chain: the only row of its table. Whoever appends updates it first, so that appends wait for one another.</summary>
internal sealed class AuditHead
{
    /// <summary>Always 1.</summary>
    public required int Id { get; init; }

    /// <summary>The sequence number of the last entry; 0 when there is none.</summary>
    public required long Sequence { get; set; }

    /// <summary>The hash of the last entry.</summary>
    public required string Hash { get; set; }

    /// <summary>Entries up to this one were removed because their time was over; 0 when none was.</summary>
    public required long PrunedTo { get; set; }

    /// <summary>The hash of the last entry that was removed: what the first that is left refers to.</summary>
    public required string PrunedHash { get; set; }
}
