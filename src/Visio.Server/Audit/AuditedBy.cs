namespace Visio.Server.Audit;

/// <summary>Names what somebody did for the audit log; the delegate knows who that is. See <see cref="AuditEntry"/> for the parameters.</summary>
internal delegate AuditEvent AuditedBy(string action, string? target = null, string? room = null, object? details = null);
