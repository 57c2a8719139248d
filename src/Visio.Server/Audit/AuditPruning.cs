namespace Visio.Server.Audit;

/// <summary>What came of removing old entries of the audit log.</summary>
/// <param name="Removed">How many were removed.</param>
/// <param name="Fault">Where the log is broken: nothing from there on was removed, as it is evidence. Null where it is sound.</param>
internal sealed record AuditPruning(long Removed, AuditFault? Fault);
