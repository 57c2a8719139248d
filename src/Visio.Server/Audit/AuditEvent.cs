namespace Visio.Server.Audit;

/// <summary>Something to be written into the audit log with the next save of the database; see <see cref="AuditEntry"/> for the fields.</summary>
internal sealed record AuditEvent(AuditActor Actor, string? ActorId, string Action, string? Target = null, string? Room = null, object? Details = null);
