namespace Visio.Server.Audit;

/// <summary>What came out of reading the audit log from its first to its last entry.</summary>
/// <param name="Entries">How many were read and found sound.</param>
/// <param name="First">The first that is left after pruning; 0 where the log is empty.</param>
/// <param name="FirstHash">What it refers to: the hash of the last entry that was pruned, or <see cref="AuditChain.Origin"/>.</param>
/// <param name="Last">The last.</param>
/// <param name="LastHash">
/// Its hash. Noted elsewhere, it shows later that the log up to here is still the one that was verified: who can write the database could
/// make a whole new chain, but none with this hash.
/// </param>
/// <param name="Fault">Where it is broken; null where it is sound.</param>
internal sealed record AuditVerdict(long Entries, long First, string FirstHash, long Last, string LastHash, AuditFault? Fault);
