using System.Text.Json.Nodes;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Visio.Server.Audit;
using Visio.Server.Data;

namespace Visio.Server.Tests.Data;

/// <summary>
/// Which database a data folder of a test has: SQLite in it, or, where <c>VISIO_TEST_DATABASE</c> is <c>postgres</c>, a new one on
/// <see cref="PostgresCluster.Shared"/>, named in the folder's <c>visio.json</c>. So servers and commands alike find it.
/// </summary>
internal static class TestDatabase
{
    private const string SettingsFile = "visio.json";

    public static bool IsPostgres => Environment.GetEnvironmentVariable("VISIO_TEST_DATABASE") switch
    {
        null or "" or "sqlite" => false,
        "postgres" => true,
        var other => throw new InvalidOperationException($"VISIO_TEST_DATABASE is {other}: neither sqlite nor postgres."),
    };

    /// <summary>Gives the folder its database, unless it has one. It goes with the folder.</summary>
    /// <param name="folder">The data folder.</param>
    /// <param name="empty">Without the schema.</param>
    public static async Task PrepareAsync(TemporaryFolder folder, bool empty = false)
    {
        if (!IsPostgres || folder.PostgresConnection is not null)
        {
            return;
        }

        var cluster = await PostgresCluster.Shared;
        var connection = await cluster.RentAsync(empty);
        folder.PostgresConnection = connection;
        folder.AtEnd(() =>
        {
            ClearPool(folder);
            cluster.Return(connection, reuse: !empty && !folder.DatabaseIsAltered);
        });
        var file = folder[SettingsFile];
        var settings = File.Exists(file) ? JsonNode.Parse(await File.ReadAllTextAsync(file))!.AsObject() : [];
        settings["Database"] = new JsonObject { ["Postgres"] = folder.PostgresConnection };
        await File.WriteAllTextAsync(file, settings.ToJsonString());
    }

    /// <summary>Gives the folder its database with the newest schema, as a server does at its first start.</summary>
    public static async Task PrepareUpgradedAsync(TemporaryFolder folder)
    {
        await PrepareAsync(folder);
        await using var connection = Connect(folder);
        await new SchemaUpgrader(SchemaUpgrades.All, TimeProvider.System).UpgradeAsync(connection, CancellationToken.None);
    }

    /// <summary>A connection to the database of the folder; it is not open yet.</summary>
    public static System.Data.Common.DbConnection Connect(TemporaryFolder folder) => folder.PostgresConnection is { } postgres
        ? new NpgsqlConnection(postgres)
        : new SqliteConnection(SqliteConnectionText.For(folder["visio.db"]));

    /// <summary>The database of the folder, as the product sees it.</summary>
    public static VisioDb Open(TemporaryFolder folder, TimeProvider? time = null)
    {
        var options = new DbContextOptionsBuilder<VisioDb>();
        _ = folder.PostgresConnection is { } postgres
            ? options.UseNpgsql(postgres)
            : options.UseSqlite(SqliteConnectionText.For(folder["visio.db"]));
        return new VisioDb(options.Options, new AuditChain(time ?? TimeProvider.System));
    }

    /// <summary>Closes what pools keep open, so that the database can go.</summary>
    public static void ClearPool(TemporaryFolder folder)
    {
        if (folder.PostgresConnection is { } postgres)
        {
            using var connection = new NpgsqlConnection(postgres);
            NpgsqlConnection.ClearPool(connection);
        }
        else
        {
            using var connection = new SqliteConnection(SqliteConnectionText.For(folder["visio.db"]));
            SqliteConnection.ClearPool(connection);
        }
    }
}
