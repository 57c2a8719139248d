using Visio.Server.Audit;

namespace Visio.Server.Admin;

/// <summary>Whether the audit log is whole.</summary>
/// <param name="Valid">Whether it is.</param>
/// <param name="Entries">How many entries were found sound.</param>
/// <param name="First">The first that is left after old ones were removed.</param>
/// <param name="Last">The last.</param>
/// <param name="LastHash">Its hash: noted elsewhere, it shows later that the log up to here is still this one.</param>
/// <param name="Fault">Where it is broken.</param>
internal sealed record AuditVerdictView(bool Valid, long Entries, long First, long Last, string LastHash, AuditFault? Fault)
{
    public static AuditVerdictView Of(AuditVerdict verdict) =>
        new(verdict.Fault is null, verdict.Entries, verdict.First, verdict.Last, verdict.LastHash, verdict.Fault);
}
