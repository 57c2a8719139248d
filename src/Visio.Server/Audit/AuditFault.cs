namespace Visio.Server.Audit;

/// <summary>The first place where the audit log is not what was written.</summary>
/// <param name="Sequence">The entry at which it shows.</param>
/// <param name="Kind">What is wrong there.</param>
internal sealed record AuditFault(long Sequence, AuditFaultKind Kind)
{
    /// <summary>For the operator.</summary>
    public override string ToString() => Kind switch
    {
        AuditFaultKind.Changed => $"entry {Sequence} was changed",
        AuditFaultKind.Missing => $"entry {Sequence} is missing",
        AuditFaultKind.Unlinked => $"entry {Sequence} does not follow from the one before it",
        AuditFaultKind.Added => $"entry {Sequence} was added behind the end of the log",
        _ => "the end of the log is not marked",
    };
}
