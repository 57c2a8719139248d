namespace Visio.Server.Audit;

/// <summary>Some entries of the audit log, the newest first.</summary>
/// <param name="Entries">At most as many as were asked for.</param>
/// <param name="Next">The <see cref="AuditFilter.Before"/> that continues; null where there are no more.</param>
internal sealed record AuditPage(IReadOnlyList<AuditEntry> Entries, long? Next);
