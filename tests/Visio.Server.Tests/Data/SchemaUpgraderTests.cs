using System.Data.Common;
using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Visio.Server.Audit;
using Visio.Server.Data;
using Visio.Server.Policies;
using Visio.Server.Rooms;

namespace Visio.Server.Tests.Data;

public sealed class SchemaUpgraderTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();

    public Task InitializeAsync() => TestDatabase.PrepareAsync(_folder, empty: true);

    public Task DisposeAsync()
    {
        TestDatabase.ClearPool(_folder);
        _folder.Dispose();
        return Task.CompletedTask;
    }

    [Fact]
    public async Task An_empty_database_becomes_the_newest()
    {
        Assert.Equal((0, SchemaUpgrades.All[^1].Version), await UpgradeAsync(SchemaUpgrades.All));
        await using var db = Open();
        db.Rooms.Add(new Room
        {
            Id = Guid.NewGuid(),
            Slug = RoomSlug.New(),
            Access = AccessLevel.Trusted,
            Lobby = LobbyMode.Off,
            Rights = RoomRights.Default,
            CreatedAt = DateTimeOffset.UnixEpoch,
        });
        db.Record(new AuditEvent(AuditActor.System, null, "test"));
        await db.SaveChangesAsync();
        if (!TestDatabase.IsPostgres)
        {
            Assert.Equal("wal", await ScalarAsync("PRAGMA journal_mode"));
        }
    }

    [Fact]
    public async Task A_database_of_version_1_keeps_its_rooms()
    {
        // As version 1 was released: this text stays, whatever the program becomes.
        await ExecuteAsync("""
            CREATE TABLE schema_version (version INTEGER NOT NULL PRIMARY KEY, applied_at_ms BIGINT NOT NULL) STRICT;
            CREATE TABLE rooms (slug TEXT NOT NULL PRIMARY KEY, title TEXT NULL, created_at_ms BIGINT NOT NULL) STRICT;
            INSERT INTO schema_version VALUES (1, 1795305600000);
            INSERT INTO rooms VALUES ('abc-defg-hij', 'kept', 1795305600123), ('bcd-efgh-ijk', NULL, 0);
            """);
        Assert.Equal((1, SchemaUpgrades.All[^1].Version), await UpgradeAsync(SchemaUpgrades.All));
        await using var db = Open();
        var rooms = await db.Rooms.OrderBy(room => room.Title == null).ToListAsync();
        Assert.Equal(["kept", null], rooms.Select(room => room.Title));
        Assert.Equal(DateTimeOffset.FromUnixTimeMilliseconds(1795305600123), rooms[0].CreatedAt);
        Assert.All(rooms, room => Assert.Equal((AccessLevel.Public, RoomRights.Default), (room.Access, room.Rights)));
        Assert.NotEqual(rooms[0].Id, rooms[1].Id);
    }

    [Fact]
    public async Task A_database_of_version_2_keeps_its_rooms_which_keep_their_chat()
    {
        await UpgradeAsync([.. SchemaUpgrades.All.Take(2)]);
        await ExecuteAsync("""
            INSERT INTO rooms (id, slug, title, access, lobby, locked, rights, created_at_ms)
                VALUES ('0199A000-0000-7000-8000-000000000001', 'abcdefghij', 'kept', 'Public', 'ByAccess', FALSE, '{}', 1795305600123);
            """);
        Assert.Equal((2, SchemaUpgrades.All[^1].Version), await UpgradeAsync(SchemaUpgrades.All));
        await using var db = Open();
        var room = await db.Rooms.SingleAsync();
        Assert.Equal(("kept", true), (room.Title, room.ChatHistory));
        db.ChatMessages.Add(new() { RoomId = room.Id, Number = 1, Identity = "p_a", MessageId = "m", Name = "Ana", Text = "Hello", SentAt = DateTimeOffset.UnixEpoch });
        await db.SaveChangesAsync();
        await db.Rooms.ExecuteDeleteAsync();
        Assert.False(await db.ChatMessages.AnyAsync());
    }

    [Fact]
    public async Task Only_the_steps_that_are_missing_run()
    {
        SchemaUpgrade first = new(1, "CREATE TABLE a (x INTEGER)");
        SchemaUpgrade second = new(2, "ALTER TABLE a ADD COLUMN y INTEGER; INSERT INTO a VALUES (1, 2)");
        Assert.Equal((0, 1), await UpgradeAsync([first]));
        Assert.Equal((1, 2), await UpgradeAsync([first, second]));
        Assert.Equal((2, 2), await UpgradeAsync([first, second]));
        Assert.Equal(1L, await NumberAsync("SELECT COUNT(*) FROM a"));
    }

    [Fact]
    public async Task A_step_that_fails_leaves_the_database_as_it_was()
    {
        SchemaUpgrade first = new(1, "CREATE TABLE a (x INTEGER)");
        await UpgradeAsync([first]);
        SchemaUpgrade broken = new(2, "CREATE TABLE b (x INTEGER); INSERT INTO nowhere VALUES (1)");
        await Assert.ThrowsAnyAsync<DbException>(() => UpgradeAsync([first, broken]));
        Assert.Equal(1L, await NumberAsync("SELECT MAX(version) FROM schema_version"));
        await Assert.ThrowsAnyAsync<DbException>(() => NumberAsync("SELECT COUNT(*) FROM b"));
    }

    [Fact]
    public async Task A_database_of_a_newer_program_is_left_alone()
    {
        SchemaUpgrade first = new(1, "CREATE TABLE a (x INTEGER)");
        await UpgradeAsync([first, new(2, "CREATE TABLE b (x INTEGER)")]);
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => UpgradeAsync([first]));
        Assert.Contains("newer program", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Programs_that_start_together_upgrade_once()
    {
        var results = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => UpgradeAsync(SchemaUpgrades.All))));
        Assert.Single(results, result => result.From == 0);
    }

    [Fact]
    public void Versions_count_up_from_one() =>
        Assert.Equal(Enumerable.Range(1, SchemaUpgrades.All.Count), SchemaUpgrades.All.Select(upgrade => upgrade.Version));

    private async Task<(int From, int To)> UpgradeAsync(IReadOnlyList<SchemaUpgrade> upgrades)
    {
        await using var connection = TestDatabase.Connect(_folder);
        return await new SchemaUpgrader(upgrades, TimeProvider.System).UpgradeAsync(connection, CancellationToken.None);
    }

    private VisioDb Open() => TestDatabase.Open(_folder);

    private async Task ExecuteAsync(string sql) =>
        await ScalarAsync((TestDatabase.IsPostgres ? SqlDialect.Postgres : SqlDialect.Sqlite).Translate(sql));

    private async Task<long> NumberAsync(string sql) => Convert.ToInt64(await ScalarAsync(sql), CultureInfo.InvariantCulture);

    private async Task<object?> ScalarAsync(string sql)
    {
        await using var connection = TestDatabase.Connect(_folder);
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        return await command.ExecuteScalarAsync();
    }
}
