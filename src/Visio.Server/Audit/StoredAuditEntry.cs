namespace Visio.Server.Audit;

/// <summary>
/// A row of the audit log as it lies in the database, before anything is made of it: whatever somebody has put there can be read and
/// found to be wrong. For the fields see <see cref="AuditEntry"/>.
/// </summary>
internal sealed record StoredAuditEntry(
    long Sequence,
    long AtMs,
    string Actor,
    string? ActorId,
    string Action,
    string? Target,
    string? Room,
    string? Details,
    string PreviousHash,
    string Hash);
