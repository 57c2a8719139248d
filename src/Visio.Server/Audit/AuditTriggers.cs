namespace Visio.Server.Audit;

/// <summary>
/// What the database itself refuses: to change an entry of the audit log, or to remove one that was not pruned. It stops mistakes and
/// careless hands; who may alter tables can remove it, and is found out by <see cref="AuditLog"/>.
/// </summary>
internal static class AuditTriggers
{
    public const string Sqlite = """
        CREATE TRIGGER audit_log_unchanged BEFORE UPDATE ON audit_log BEGIN
            SELECT RAISE(ABORT, 'the audit log is never changed');
        END;
        CREATE TRIGGER audit_log_kept BEFORE DELETE ON audit_log WHEN OLD.sequence > (SELECT pruned_to FROM audit_head) BEGIN
            SELECT RAISE(ABORT, 'the audit log is kept');
        END;
        """;

    public const string Postgres = """
        CREATE OR REPLACE FUNCTION audit_log_refusal() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF TG_OP = 'DELETE' AND OLD.sequence <= (SELECT pruned_to FROM audit_head) THEN
                RETURN OLD;
            END IF;
            RAISE EXCEPTION 'the audit log is neither changed nor cut';
        END $$;
        CREATE TRIGGER audit_log_unchanged BEFORE UPDATE OR DELETE ON audit_log FOR EACH ROW EXECUTE FUNCTION audit_log_refusal();
        CREATE TRIGGER audit_log_kept BEFORE TRUNCATE ON audit_log FOR EACH STATEMENT EXECUTE FUNCTION audit_log_refusal();
        """;
}
