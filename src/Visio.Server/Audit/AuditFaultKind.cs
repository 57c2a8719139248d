namespace Visio.Server.Audit;

/// <summary>How the audit log can be found to have been tampered with.</summary>
internal enum AuditFaultKind
{
    /// <summary>The entry's hash is not that of its fields.</summary>
    Changed,

    /// <summary>The number is left out, or the log ends before it.</summary>
    Missing,

    /// <summary>The entry is sound by itself, but another was there when the next one was written, or when the end was marked.</summary>
    Unlinked,

    /// <summary>There are entries after the one that is marked as the last.</summary>
    Added,

    /// <summary>The mark of the end is gone.</summary>
    Headless,
}
