using System.Formats.Tar;
using System.IO.Compression;
using Microsoft.EntityFrameworkCore;
using Visio.Server.Audit;
using Visio.Server.Data;
using Visio.Server.Data.Backup;
using Visio.Server.Policies;
using Visio.Server.Rooms;
using Visio.Server.Settings;

namespace Visio.Server.Tests.Data.Backup;

public sealed class BackupTests : IDisposable
{
    private readonly TemporaryFolder _files = new();
    private readonly List<TemporaryFolder> _servers = [];

    private string Backup => _files["backup.tar.gz"];

    /// <summary>From which database to which; both are of PostgreSQL in one run of the tests, neither in the other.</summary>
    public static TheoryData<bool, bool> Ways => TestDatabase.IsPostgres ? new() { { true, true }, { true, false }, { false, true } } : new() { { false, false } };

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task What_is_restored_is_what_was_backed_up(bool fromPostgres, bool toPostgres)
    {
        var source = await NewServerAsync(fromPostgres);
        await FillAsync(source);
        await File.WriteAllTextAsync(source["secrets.json"], """{"ApiKey":"k","ApiSecret":"s"}""");
        Directory.CreateDirectory(source["keys"]);
        await File.WriteAllTextAsync(source["keys/key-1.xml"], "<key/>");
        var made = await WriteAsync(source);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Backup));
        Assert.Equal(2, made.Files);

        var target = await NewServerAsync(toPostgres);
        Assert.Equal(made, await RestoreAsync(target));
        Assert.Equal(await TableContent.ReadAsync(source), await TableContent.ReadAsync(target));
        Assert.Equal(await File.ReadAllTextAsync(source["secrets.json"]), await File.ReadAllTextAsync(target["secrets.json"]));
        Assert.Equal("<key/>", await File.ReadAllTextAsync(target["keys/key-1.xml"]));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(target["keys/key-1.xml"]));

        // And it works: what is read through the model, and what the database itself guards.
        await using var db = TestDatabase.Open(target);
        Assert.Equal(2, await db.Users.CountAsync());
        Assert.Equal(["usb", "internal"], (await db.UserPasskeys.FirstAsync()).Data.Transports!);
        db.Record(new(AuditActor.System, null, "test"));
        await db.SaveChangesAsync();
        Assert.Null((await new AuditLog(db).VerifyAsync(CancellationToken.None)).Fault);
        await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() => db.Database.ExecuteSqlAsync($"DELETE FROM audit_log"));
    }

    [Fact]
    public async Task Large_tables_are_carried_in_parts()
    {
        var source = await NewServerAsync();
        await AddRoomsAsync(source, 6000);
        Assert.Equal(6001, (await WriteAsync(source)).Rows);
        Assert.True((await NamesAsync()).Count(name => name.StartsWith("tables/rooms/", StringComparison.Ordinal)) > 1);
        var target = await NewServerAsync();
        await RestoreAsync(target);
        Assert.Equal(await TableContent.ReadAsync(source), await TableContent.ReadAsync(target));
    }

    [Fact]
    public async Task A_backup_of_a_server_that_is_written_to_is_of_one_moment()
    {
        var source = await NewServerAsync();
        using var enough = new CancellationTokenSource();
        var first = new TaskCompletionSource();
        var writing = Task.Run(async () =>
        {
            while (!enough.IsCancellationRequested)
            {
                // Room and entry are of one transaction: a backup has both or neither.
                await AddRoomsAsync(source, 1, audited: true);
                first.TrySetResult();
            }
        });
        await first.Task;
        await AddRoomsAsync(source, 3000, audited: true);
        await WriteAsync(source);
        await enough.CancelAsync();
        await writing;

        var target = await NewServerAsync();
        await RestoreAsync(target);
        await using var db = TestDatabase.Open(target);
        var verdict = await new AuditLog(db).VerifyAsync(CancellationToken.None);
        Assert.Null(verdict.Fault);
        Assert.Equal(await db.Rooms.CountAsync(), verdict.Entries);
        Assert.True(verdict.Entries > 3000);
    }

    [Fact]
    public async Task A_server_that_was_used_is_left_as_it_is()
    {
        var source = await NewServerAsync();
        await AddRoomsAsync(source, 1);
        await WriteAsync(source);
        var target = await NewServerAsync();
        await AddRoomsAsync(target, 2);
        var before = await TableContent.ReadAsync(target);
        var refused = await Assert.ThrowsAsync<BackupException>(() => RestoreAsync(target));
        Assert.Contains("not empty", refused.Message, StringComparison.Ordinal);
        Assert.Equal(before, await TableContent.ReadAsync(target));
    }

    [Fact]
    public async Task An_older_version_is_restored_and_upgraded()
    {
        var source = await NewServerAsync(upgrades: SchemaUpgrades.All.Take(1).ToList());
        await ExecuteAsync(source, "INSERT INTO rooms (slug, title, created_at_ms) VALUES ('abc-defg-hij', 'kept', 1795305600123)");
        Assert.Equal(1, (await WriteAsync(source)).SchemaVersion);
        var target = await NewServerAsync();
        await RestoreAsync(target);
        await using var db = TestDatabase.Open(target);
        var room = await db.Rooms.SingleAsync();
        Assert.Equal(("abc-defg-hij", "kept", AccessLevel.Public), (room.Slug.Value, room.Title, room.Access));
        Assert.Equal(AuditChain.Origin, (await db.AuditHeads.SingleAsync()).Hash);
    }

    [Fact]
    public async Task A_newer_version_is_refused()
    {
        var source = await NewServerAsync();
        await WriteAsync(source);
        var target = await NewServerAsync(upgrades: []);
        var older = new BackupReader(SchemaUpgrades.All.Take(1).ToList(), TimeProvider.System);
        var refused = await Assert.ThrowsAsync<BackupException>(() => older.RestoreAsync(Settings(target), Backup, CancellationToken.None));
        Assert.Contains("newer program", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(0.3)]
    [InlineData(0.9)]
    public async Task A_file_that_was_cut_off_restores_nothing(double rest)
    {
        var source = await NewServerAsync();
        await FillAsync(source);
        await WriteAsync(source);
        var bytes = await File.ReadAllBytesAsync(Backup);
        await File.WriteAllBytesAsync(Backup, bytes[..(int)(bytes.Length * rest)]);
        var target = await NewServerAsync();
        var before = await TableContent.ReadAsync(target);
        await Assert.ThrowsAsync<BackupException>(() => RestoreAsync(target));
        Assert.Equal(before, await TableContent.ReadAsync(target));
    }

    [Theory]
    [InlineData(0.1)]
    [InlineData(0.5)]
    [InlineData(0.9)]
    public async Task A_file_with_a_damaged_byte_restores_nothing(double where)
    {
        var source = await NewServerAsync();
        await FillAsync(source);
        await WriteAsync(source);
        var bytes = await File.ReadAllBytesAsync(Backup);
        bytes[(int)(bytes.Length * where)] ^= 0x10;
        await File.WriteAllBytesAsync(Backup, bytes);
        var target = await NewServerAsync();
        var before = await TableContent.ReadAsync(target);
        await Assert.ThrowsAnyAsync<Exception>(() => RestoreAsync(target));
        Assert.Equal(before, await TableContent.ReadAsync(target));
    }

    [Theory]
    [InlineData("files/../evil")]
    [InlineData("files/keys/../../evil.xml")]
    [InlineData("files//etc/evil.xml")]
    [InlineData("files/visio.json")]
    [InlineData("tables/users; DROP TABLE users/1.jsonl")]
    public async Task A_file_with_what_no_backup_has_restores_nothing(string name)
    {
        var source = await NewServerAsync();
        await WriteAsync(source);
        await using (var file = File.Open(Backup, FileMode.Create))
        await using (var zip = new GZipStream(file, CompressionLevel.Fastest))
        await using (var tar = new TarWriter(zip))
        {
            foreach (var (entry, content) in new[] { ("backup.json", """{"format":1,"schemaVersion":2,"createdAt":"2026-01-01T00:00:00Z"}"""), (name, "[\"x\"]\n"), ("end.json", """{"schemaVersion":2,"rows":0,"files":1}""") })
            {
                await tar.WriteEntryAsync(new PaxTarEntry(TarEntryType.RegularFile, entry) { DataStream = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(content)) });
            }
        }

        var target = await NewServerAsync();
        await Assert.ThrowsAsync<BackupException>(() => RestoreAsync(target));
        Assert.Empty(Directory.GetFiles(target.Path, "evil*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task A_file_that_exists_is_not_overwritten()
    {
        await File.WriteAllTextAsync(Backup, "other");
        var source = await NewServerAsync();
        await Assert.ThrowsAsync<IOException>(() => WriteAsync(source));
        Assert.Equal("other", await File.ReadAllTextAsync(Backup));
        Assert.Single(Directory.GetFiles(_files.Path));
    }

    public void Dispose()
    {
        foreach (var server in _servers)
        {
            TestDatabase.ClearPool(server);
            server.Dispose();
        }

        _files.Dispose();
    }

    private async Task<TemporaryFolder> NewServerAsync(bool? postgres = null, IReadOnlyList<SchemaUpgrade>? upgrades = null)
    {
        var folder = new TemporaryFolder();
        _servers.Add(folder);
        if (postgres ?? TestDatabase.IsPostgres)
        {
            await TestDatabase.PrepareAsync(folder, empty: upgrades is not null);
        }

        await using var connection = TestDatabase.Connect(folder);
        await new SchemaUpgrader(upgrades ?? SchemaUpgrades.All, TimeProvider.System).UpgradeAsync(connection, CancellationToken.None);
        return folder;
    }

    private static VisioSettings Settings(TemporaryFolder folder) => SettingsLoader.Load(new SettingsSource { Dev = true, Data = folder.Path });

    private Task<BackupSummary> WriteAsync(TemporaryFolder folder) =>
        new BackupWriter(TimeProvider.System).WriteAsync(Settings(folder), Backup, CancellationToken.None);

    private Task<BackupSummary> RestoreAsync(TemporaryFolder folder) =>
        new BackupReader(SchemaUpgrades.All, TimeProvider.System).RestoreAsync(Settings(folder), Backup, CancellationToken.None);

    private async Task<List<string>> NamesAsync()
    {
        await using var file = File.OpenRead(Backup);
        await using var zip = new GZipStream(file, CompressionMode.Decompress);
        await using var tar = new TarReader(zip);
        var names = new List<string>();
        while (await tar.GetNextEntryAsync() is { } entry)
        {
            names.Add(entry.Name);
        }

        return names;
    }

    private static async Task FillAsync(TemporaryFolder folder)
    {
        await using var db = TestDatabase.Open(folder);
        var full = new FullDatabase(db);
        await full.AddSurroundingsAsync();
        await full.AddPersonAsync("Zélie \u202e\"'\\", "zelie@example.org", RoomRole.Owner);
        await full.AddPersonAsync("😀\r\n\u2028", "bo@example.org", RoomRole.Deputy);
    }

    private static async Task AddRoomsAsync(TemporaryFolder folder, int count, bool audited = false)
    {
        await using var db = TestDatabase.Open(folder);
        for (var i = 0; i < count; i++)
        {
            var room = new Room
            {
                Id = Guid.NewGuid(),
                Slug = RoomSlug.New(),
                Title = new string('x', 200),
                Access = AccessLevel.Trusted,
                Lobby = LobbyMode.ByAccess,
                Rights = RoomRights.Default,
                CreatedAt = DateTimeOffset.UnixEpoch.AddMilliseconds(i),
            };
            db.Rooms.Add(room);
            if (audited)
            {
                db.Record(new(AuditActor.System, null, "room.create", room.Id.ToString()));
            }
        }

        await db.SaveChangesAsync();
    }

    private static async Task ExecuteAsync(TemporaryFolder folder, string sql)
    {
        await using var connection = TestDatabase.Connect(folder);
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }
}
