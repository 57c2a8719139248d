namespace Visio.Server.Admin;

/// <summary>A part of the audit log.</summary>
/// <param name="Entries">The newest first.</param>
/// <param name="Next">The <c>before</c> of what follows; null at the end.</param>
internal sealed record AuditEntryList(IReadOnlyList<AuditEntryView> Entries, long? Next);
