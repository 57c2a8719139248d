using Visio.Server.Audit;

namespace Visio.Server.Data;

/// <summary>Every step of the schema, in order. A change of the model adds a step at the end.</summary>
internal static class SchemaUpgrades
{
    public static readonly IReadOnlyList<SchemaUpgrade> All =
    [
        new(1, """
            CREATE TABLE rooms (
                slug TEXT NOT NULL PRIMARY KEY,
                title TEXT NULL,
                created_at_ms BIGINT NOT NULL
            ) STRICT;
            """),
        new(2, """
            CREATE TABLE users (
                id UUID NOT NULL PRIMARY KEY,
                user_name TEXT NULL,
                normalized_user_name TEXT NULL UNIQUE,
                email TEXT NULL,
                normalized_email TEXT NULL UNIQUE,
                email_confirmed BOOLEAN NOT NULL,
                display_name TEXT NOT NULL,
                password_hash TEXT NULL,
                security_stamp TEXT NULL,
                concurrency_stamp TEXT NULL,
                lockout_end_ms BIGINT NULL,
                lockout_enabled BOOLEAN NOT NULL,
                access_failed_count INTEGER NOT NULL,
                is_admin BOOLEAN NOT NULL,
                created_at_ms BIGINT NOT NULL,
                last_sign_in_at_ms BIGINT NULL,
                disabled_at_ms BIGINT NULL
            ) STRICT;

            CREATE TABLE user_logins (
                issuer TEXT NOT NULL,
                subject TEXT NOT NULL,
                user_id UUID NOT NULL REFERENCES users(id) ON DELETE CASCADE,
                created_at_ms BIGINT NOT NULL,
                PRIMARY KEY (issuer, subject)
            ) STRICT;
            CREATE INDEX user_logins_of_user ON user_logins (user_id);

            CREATE TABLE user_passkeys (
                credential_id BYTEA NOT NULL PRIMARY KEY,
                user_id UUID NOT NULL REFERENCES users(id) ON DELETE CASCADE,
                data JSONB NOT NULL
            ) STRICT;
            CREATE INDEX user_passkeys_of_user ON user_passkeys (user_id);

            CREATE TABLE sessions (
                id TEXT NOT NULL PRIMARY KEY,
                user_id UUID NOT NULL REFERENCES users(id) ON DELETE CASCADE,
                method TEXT NOT NULL,
                created_at_ms BIGINT NOT NULL,
                expires_at_ms BIGINT NOT NULL,
                ended_at_ms BIGINT NULL,
                revoked_at_ms BIGINT NULL,
                acr TEXT NULL,
                amr TEXT NULL,
                issuer TEXT NULL,
                subject TEXT NULL,
                provider_session TEXT NULL,
                sealed_id_token TEXT NULL,
                sealed_refresh_token TEXT NULL,
                provider_checked_at_ms BIGINT NULL
            ) STRICT;
            CREATE INDEX sessions_of_user ON sessions (user_id);
            CREATE INDEX sessions_of_provider ON sessions (issuer, provider_session);

            CREATE TABLE sign_in_links (
                id TEXT NOT NULL PRIMARY KEY,
                user_id UUID NULL REFERENCES users(id) ON DELETE CASCADE,
                created_at_ms BIGINT NOT NULL,
                expires_at_ms BIGINT NOT NULL
            ) STRICT;

            ALTER TABLE rooms RENAME TO rooms_1;
            CREATE TABLE rooms (
                id UUID NOT NULL PRIMARY KEY,
                slug TEXT NOT NULL UNIQUE,
                title TEXT NULL,
                access TEXT NOT NULL,
                lobby TEXT NOT NULL,
                locked BOOLEAN NOT NULL,
                capacity INTEGER NULL,
                rights TEXT NOT NULL,
                created_at_ms BIGINT NOT NULL,
                expires_at_ms BIGINT NULL,
                last_used_at_ms BIGINT NULL
            ) STRICT;
            INSERT INTO rooms (id, slug, title, access, lobby, locked, rights, created_at_ms)
                SELECT NEW_UUID(), slug, title, 'Public', 'ByAccess', FALSE, '{}', created_at_ms FROM rooms_1;
            DROP TABLE rooms_1;

            CREATE TABLE room_members (
                room_id UUID NOT NULL REFERENCES rooms(id) ON DELETE CASCADE,
                user_id UUID NOT NULL REFERENCES users(id) ON DELETE CASCADE,
                role TEXT NOT NULL,
                added_at_ms BIGINT NOT NULL,
                PRIMARY KEY (room_id, user_id)
            ) STRICT;
            CREATE INDEX room_members_of_user ON room_members (user_id);

            CREATE TABLE room_bans (
                id UUID NOT NULL PRIMARY KEY,
                room_id UUID NOT NULL REFERENCES rooms(id) ON DELETE CASCADE,
                user_id UUID NULL REFERENCES users(id) ON DELETE CASCADE,
                guest_key TEXT NULL,
                name TEXT NOT NULL,
                created_at_ms BIGINT NOT NULL
            ) STRICT;
            CREATE INDEX room_bans_of_room ON room_bans (room_id);

            CREATE TABLE meetings (
                id UUID NOT NULL PRIMARY KEY,
                room_id UUID NOT NULL REFERENCES rooms(id) ON DELETE CASCADE,
                started_at_ms BIGINT NOT NULL,
                ended_at_ms BIGINT NULL,
                peak_participants INTEGER NOT NULL,
                joins INTEGER NOT NULL
            ) STRICT;
            CREATE INDEX meetings_of_room ON meetings (room_id, started_at_ms);

            CREATE TABLE admissions (
                identity TEXT NOT NULL PRIMARY KEY,
                room_id UUID NOT NULL REFERENCES rooms(id) ON DELETE CASCADE,
                meeting_id UUID NULL REFERENCES meetings(id) ON DELETE SET NULL,
                user_id UUID NULL REFERENCES users(id) ON DELETE SET NULL,
                guest_key TEXT NULL,
                session_id TEXT NULL,
                application_id UUID NULL,
                kind TEXT NOT NULL,
                name TEXT NOT NULL,
                role TEXT NOT NULL,
                created_at_ms BIGINT NOT NULL,
                joined_at_ms BIGINT NULL,
                left_at_ms BIGINT NULL,
                revoked_at_ms BIGINT NULL
            ) STRICT;
            CREATE INDEX admissions_of_room ON admissions (room_id, created_at_ms);
            CREATE INDEX admissions_of_user ON admissions (user_id, joined_at_ms);
            CREATE INDEX admissions_of_guest ON admissions (guest_key);
            CREATE INDEX admissions_of_session ON admissions (session_id);
            CREATE INDEX admissions_open ON admissions (left_at_ms, joined_at_ms);

            CREATE TABLE applications (
                id UUID NOT NULL PRIMARY KEY,
                name TEXT NOT NULL,
                client_id TEXT NOT NULL UNIQUE,
                secret_hash TEXT NOT NULL,
                scopes TEXT NOT NULL,
                domains TEXT NOT NULL,
                created_at_ms BIGINT NOT NULL,
                last_used_at_ms BIGINT NULL,
                disabled_at_ms BIGINT NULL
            ) STRICT;

            CREATE TABLE application_tokens (
                id TEXT NOT NULL PRIMARY KEY,
                application_id UUID NOT NULL REFERENCES applications(id) ON DELETE CASCADE,
                user_id UUID NULL REFERENCES users(id) ON DELETE CASCADE,
                scopes TEXT NOT NULL,
                created_at_ms BIGINT NOT NULL,
                expires_at_ms BIGINT NOT NULL
            ) STRICT;

            CREATE TABLE webhooks (
                id UUID NOT NULL PRIMARY KEY,
                application_id UUID NOT NULL REFERENCES applications(id) ON DELETE CASCADE,
                url TEXT NOT NULL,
                sealed_secret TEXT NOT NULL,
                former_sealed_secret TEXT NULL,
                former_until_ms BIGINT NULL,
                events TEXT NOT NULL,
                created_at_ms BIGINT NOT NULL,
                failing_since_ms BIGINT NULL,
                disabled_at_ms BIGINT NULL
            ) STRICT;

            CREATE TABLE webhook_deliveries (
                id UUID NOT NULL PRIMARY KEY,
                webhook_id UUID NOT NULL REFERENCES webhooks(id) ON DELETE CASCADE,
                event_type TEXT NOT NULL,
                payload TEXT NOT NULL,
                created_at_ms BIGINT NOT NULL,
                next_attempt_at_ms BIGINT NULL,
                attempts INTEGER NOT NULL,
                delivered_at_ms BIGINT NULL,
                response_status INTEGER NULL,
                error TEXT NULL
            ) STRICT;
            CREATE INDEX webhook_deliveries_due ON webhook_deliveries (next_attempt_at_ms);
            CREATE INDEX webhook_deliveries_of_webhook ON webhook_deliveries (webhook_id, created_at_ms);

            CREATE TABLE policies (
                id INTEGER NOT NULL PRIMARY KEY,
                policy TEXT NOT NULL,
                updated_at_ms BIGINT NOT NULL
            ) STRICT;

            CREATE TABLE audit_log (
                sequence BIGINT NOT NULL PRIMARY KEY,
                at_ms BIGINT NOT NULL,
                actor TEXT NOT NULL,
                actor_id TEXT NULL,
                action TEXT NOT NULL,
                target TEXT NULL,
                room TEXT NULL,
                details TEXT NULL,
                previous_hash TEXT NOT NULL,
                hash TEXT NOT NULL
            ) STRICT;
            CREATE TABLE audit_head (
                id INTEGER NOT NULL PRIMARY KEY,
                sequence BIGINT NOT NULL,
                hash TEXT NOT NULL,
                pruned_to BIGINT NOT NULL,
                pruned_hash TEXT NOT NULL
            ) STRICT;
            INSERT INTO audit_head (id, sequence, hash, pruned_to, pruned_hash) VALUES
                (1, 0, '0000000000000000000000000000000000000000000000000000000000000000', 0, '0000000000000000000000000000000000000000000000000000000000000000');
            """,
            AuditTriggers.Sqlite,
            AuditTriggers.Postgres),
        new(3, """
            ALTER TABLE rooms ADD COLUMN chat_history BOOLEAN NOT NULL DEFAULT TRUE;

            CREATE TABLE chat_messages (
                room_id UUID NOT NULL REFERENCES rooms(id) ON DELETE CASCADE,
                number BIGINT NOT NULL,
                identity TEXT NOT NULL,
                message_id TEXT NOT NULL,
                name TEXT NOT NULL,
                text TEXT NOT NULL,
                reply_to TEXT NULL,
                sent_at_ms BIGINT NOT NULL,
                PRIMARY KEY (room_id, number)
            ) STRICT;
            CREATE UNIQUE INDEX chat_messages_of_sender ON chat_messages (room_id, message_id, identity);

            CREATE TABLE chat_reactions (
                room_id UUID NOT NULL,
                number BIGINT NOT NULL,
                identity TEXT NOT NULL,
                emoji TEXT NOT NULL,
                added_at_ms BIGINT NOT NULL,
                PRIMARY KEY (room_id, number, identity, emoji),
                FOREIGN KEY (room_id, number) REFERENCES chat_messages(room_id, number) ON DELETE CASCADE
            ) STRICT;
            """),
    ];
}
