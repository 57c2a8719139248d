using System.Data;
using System.Data.Common;
using System.Globalization;
using Microsoft.Data.Sqlite;

namespace Visio.Server.Data;

/// <summary>Brings a database to the newest version of the schema, forward only, in one transaction.</summary>
internal sealed class SchemaUpgrader(IReadOnlyList<SchemaUpgrade> upgrades, TimeProvider time)
{
    // Any number that no other program locks in the same database.
    private const string LockPostgres = "SELECT pg_advisory_xact_lock(5643819203)";

    /// <summary>The table that says which version a database has.</summary>
    public const string Table = "schema_version";

    /// <returns>The version before and after.</returns>
    /// <exception cref="InvalidOperationException">The database was written by a newer program.</exception>
    public async Task<(int From, int To)> UpgradeAsync(DbConnection connection, CancellationToken cancellationToken)
    {
        if (connection.State != ConnectionState.Open)
        {
            await connection.OpenAsync(cancellationToken);
        }

        await PrepareAsync(connection, cancellationToken);

        // SQLite takes the write lock at once (BEGIN IMMEDIATE), PostgreSQL with a statement: of two programs that start together the
        // second finds the work done.
        await using var transaction = await connection.BeginTransactionAsync(
            connection is SqliteConnection ? IsolationLevel.Serializable : IsolationLevel.ReadCommitted, cancellationToken);
        var versions = await UpgradeAsync(connection, transaction, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return versions;
    }

    /// <summary>What cannot be done inside a transaction.</summary>
    public static async Task PrepareAsync(DbConnection connection, CancellationToken cancellationToken)
    {
        if (connection is SqliteConnection)
        {
            // Kept in the file: readers do not wait for the writer.
            await ExecuteAsync(connection, null, "PRAGMA journal_mode = WAL", cancellationToken);
        }
    }

    /// <summary>The same as part of a transaction, which the caller commits.</summary>
    public async Task<(int From, int To)> UpgradeAsync(DbConnection connection, DbTransaction transaction, CancellationToken cancellationToken)
    {
        var isSqlite = connection is SqliteConnection;
        var dialect = isSqlite ? SqlDialect.Sqlite : SqlDialect.Postgres;
        if (!isSqlite)
        {
            await ExecuteAsync(connection, transaction, LockPostgres, cancellationToken);
        }

        await ExecuteAsync(
            connection,
            transaction,
            dialect.Translate("CREATE TABLE IF NOT EXISTS schema_version (version INTEGER NOT NULL PRIMARY KEY, applied_at_ms BIGINT NOT NULL) STRICT"),
            cancellationToken);
        var from = await VersionAsync(connection, transaction, cancellationToken);
        var newest = upgrades.Count == 0 ? 0 : upgrades[^1].Version;
        if (from > newest)
        {
            throw new InvalidOperationException(
                $"The database has version {from}, but this program knows only {newest}: run the newer program, or restore a backup.");
        }

        foreach (var upgrade in upgrades.Where(upgrade => upgrade.Version > from))
        {
            await ExecuteAsync(connection, transaction, dialect.Translate(upgrade.Sql), cancellationToken);
            if ((isSqlite ? upgrade.Sqlite : upgrade.Postgres) is { Length: > 0 } own)
            {
                await ExecuteAsync(connection, transaction, own, cancellationToken);
            }

            await ExecuteAsync(
                connection,
                transaction,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"INSERT INTO schema_version (version, applied_at_ms) VALUES ({upgrade.Version}, {time.GetUtcNow().ToUnixTimeMilliseconds()})"),
                cancellationToken);
        }

        return (from, newest);
    }

    /// <summary>The version that a database has.</summary>
    public static async Task<int> VersionAsync(DbConnection connection, DbTransaction transaction, CancellationToken cancellationToken)
    {
        await using var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = "SELECT COALESCE(MAX(version), 0) FROM schema_version";
        return Convert.ToInt32(await command.ExecuteScalarAsync(cancellationToken), CultureInfo.InvariantCulture);
    }

    private static async Task ExecuteAsync(DbConnection connection, DbTransaction? transaction, string sql, CancellationToken cancellationToken)
    {
        await using var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
