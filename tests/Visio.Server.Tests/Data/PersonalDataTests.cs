using Microsoft.EntityFrameworkCore;
using Visio.Server.Accounts;
using Visio.Server.Audit;
using Visio.Server.Data;
using Visio.Server.Events;
using Visio.Server.Policies;
using Visio.Server.Rooms;

namespace Visio.Server.Tests.Data;

public sealed class PersonalDataTests : IAsyncLifetime
{
    private const string Name = "Zélie Quatrebarbes";
    private const string Email = "zelie@quatrebarbes.example";
    private static readonly AuditEvent ByOperator = new(AuditActor.Operator, null, "user.erase");
    private readonly TemporaryFolder _data = new();
    private readonly EventFeed _feed = new();

    public Task InitializeAsync() => TestDatabase.PrepareUpgradedAsync(_data);

    public Task DisposeAsync()
    {
        TestDatabase.ClearPool(_data);
        _data.Dispose();
        return Task.CompletedTask;
    }

    [Fact]
    public async Task Every_table_holds_something_before()
    {
        await FillAsync();
        Assert.All(await TableContent.ReadAsync(_data), table => Assert.True(table.Value.Count > 0, $"{table.Key} is empty: add to it in FullDatabase."));
    }

    [Fact]
    public async Task An_erased_person_is_found_nowhere()
    {
        var (person, _, _) = await FillAsync();
        Assert.NotEmpty(await TracesAsync(person));
        await using var db = TestDatabase.Open(_data);
        await new PersonalData(db, _feed, TimeProvider.System).EraseAsync(person.Id, null, ByOperator, CancellationToken.None);
        Assert.Empty(await TracesAsync(person));
        Assert.Equal((1, 1), (await db.ChatMessages.CountAsync(), await db.ChatReactions.CountAsync()));
        Assert.Null((await new AuditLog(db).VerifyAsync(CancellationToken.None)).Fault);
    }

    [Fact]
    public async Task Others_keep_everything()
    {
        var (person, other, _) = await FillAsync();
        var before = await TracesAsync(other);
        await using var db = TestDatabase.Open(_data);
        await new PersonalData(db, _feed, TimeProvider.System).EraseAsync(person.Id, null, ByOperator, CancellationToken.None);
        Assert.Equal(before, await TracesAsync(other));
    }

    [Fact]
    public async Task Rooms_that_nobody_else_owns_are_deleted_and_told_of()
    {
        var (person, _, alone) = await FillAsync();
        List<ProductEvent> told = [];
        using var _ = _feed.Subscribe(told.Add);
        await using var db = TestDatabase.Open(_data);
        var erasure = await new PersonalData(db, _feed, TimeProvider.System).EraseAsync(person.Id, null, ByOperator, CancellationToken.None);
        Assert.Equal([alone], erasure!.DeletedRooms);
        Assert.Empty(erasure.TransferredRooms);
        Assert.False(await db.Rooms.AnyAsync(r => r.Id == alone));
        Assert.Equal(1, await db.Rooms.CountAsync());
        Assert.Equal([EventTypes.AccessRevoked, EventTypes.RoomDeleted], told.Select(e => e.Type));
        Assert.Equal(["quatrebarbes.example"], told[1].OwnerDomains);
        Assert.Equal(["user.erase", "room.delete"], await db.AuditLog.OrderByDescending(e => e.Sequence).Take(2).OrderBy(e => e.Sequence).Select(e => e.Action).ToListAsync());
    }

    [Fact]
    public async Task Or_they_go_to_an_heir()
    {
        var (person, other, alone) = await FillAsync();
        await using var db = TestDatabase.Open(_data);
        var erasure = await new PersonalData(db, _feed, TimeProvider.System).EraseAsync(person.Id, other.Id, ByOperator, CancellationToken.None);
        Assert.Equal([alone], erasure!.TransferredRooms);
        Assert.Empty(erasure.DeletedRooms);
        Assert.Equal(RoomRole.Owner, await db.RoomMembers.Where(m => m.RoomId == alone && m.UserId == other.Id).Select(m => m.Role).SingleAsync());
        Assert.Empty(await TracesAsync(person));
    }

    [Fact]
    public async Task Live_media_of_an_erased_person_ends()
    {
        var (person, _, alone) = await FillAsync();
        await using var db = TestDatabase.Open(_data);
        var identity = await db.Admissions.Where(a => a.UserId == person.Id && a.RoomId != alone).Select(a => a.Identity).FirstAsync();
        await new PersonalData(db, _feed, TimeProvider.System).EraseAsync(person.Id, null, ByOperator, CancellationToken.None);
        Assert.NotNull((await db.Admissions.AsNoTracking().SingleAsync(a => a.Identity == identity)).RevokedAt);
    }

    [Fact]
    public async Task What_is_kept_is_handed_out_without_secrets()
    {
        var (person, other, _) = await FillAsync();
        await using var db = TestDatabase.Open(_data);
        var export = await new PersonalData(db, _feed, TimeProvider.System).ExportAsync(person.Id, CancellationToken.None);
        var text = export!.ToJsonString();
        Assert.Equal(Email, export["account"]!["email"]!.GetValue<string>());
        foreach (var list in new[] { "logins", "passkeys", "sessions", "signInLinks", "memberships", "meetings", "chat", "chatReactions", "bans", "applicationTokens", "audit" })
        {
            Assert.True(export[list]!.AsArray().Count > 0, list);
        }

        Assert.Equal("key of " + Name, export["passkeys"]![0]!["name"]!.GetValue<string>());
        Assert.Equal(3, export["audit"]!.AsArray().Count);
        Assert.DoesNotContain(person.PasswordHash!, text, StringComparison.Ordinal);
        Assert.DoesNotContain(person.SecurityStamp!, text, StringComparison.Ordinal);
        Assert.DoesNotContain((await db.Sessions.SingleAsync(s => s.UserId == person.Id)).Id, text, StringComparison.Ordinal);
        Assert.StartsWith("written by " + Name, export["chat"]![0]!["text"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.DoesNotContain(other.Id.ToString(), text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(other.DisplayName, text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_does_not_exist_is_neither_exported_nor_erased()
    {
        await using var db = TestDatabase.Open(_data);
        var service = new PersonalData(db, _feed, TimeProvider.System);
        Assert.Null(await service.ExportAsync(Guid.NewGuid(), CancellationToken.None));
        Assert.Null(await service.EraseAsync(Guid.NewGuid(), null, ByOperator, CancellationToken.None));
        Assert.Equal(0, await db.AuditLog.CountAsync());
    }

    /// <summary>The person, somebody else in the same room and of the same application, and a room that the person alone owns.</summary>
    private async Task<(User Person, User Other, Guid Alone)> FillAsync()
    {
        await using var db = TestDatabase.Open(_data);
        var full = new FullDatabase(db);
        await full.AddSurroundingsAsync();
        var other = await full.AddPersonAsync("Bo Somebody", "bo@example.org", RoomRole.Owner);
        var person = await full.AddPersonAsync(Name, Email, RoomRole.Owner);
        var alone = new Room
        {
            Id = Guid.NewGuid(),
            Slug = RoomSlug.New(),
            Title = "Alone",
            Access = AccessLevel.Trusted,
            Lobby = LobbyMode.ByAccess,
            Rights = RoomRights.Default,
            CreatedAt = DateTimeOffset.UnixEpoch,
        };
        db.Rooms.Add(alone);
        db.RoomMembers.Add(new RoomMember { RoomId = alone.Id, UserId = person.Id, Role = RoomRole.Owner, AddedAt = DateTimeOffset.UnixEpoch });
        db.RoomMembers.Add(new RoomMember { RoomId = alone.Id, UserId = other.Id, Role = RoomRole.CoHost, AddedAt = DateTimeOffset.UnixEpoch });
        db.Admissions.Add(new Admission { Identity = JoinToken.NewIdentity(), RoomId = alone.Id, UserId = person.Id, Kind = EntryKind.Browser, Name = Name, Role = RoomRole.Owner, CreatedAt = DateTimeOffset.UnixEpoch });
        await db.SaveChangesAsync();
        return (person, other, alone.Id);
    }

    /// <summary>Every row that has the person's name, address or id in any column, but for the audit log, which keeps ids alone.</summary>
    private async Task<List<string>> TracesAsync(User person)
    {
        var traces = new List<string>();
        foreach (var (table, rows) in await TableContent.ReadAsync(_data))
        {
            string[] sought = table == "audit_log"
                ? [person.DisplayName, person.Email!]
                : [person.DisplayName, person.Email!, person.Id.ToString(), person.Id.ToString("N"), "subject of " + person.DisplayName];
            traces.AddRange(rows.Where(row => sought.Any(text => row.Contains(text, StringComparison.OrdinalIgnoreCase))
                // JSON may write a letter as a number.
                || row.Contains(System.Text.Json.JsonEncodedText.Encode(person.DisplayName).Value, StringComparison.OrdinalIgnoreCase))
                .Select(row => table + ": " + row));
        }

        // Where the other's room membership goes with the room, that is no trace of the other.
        return traces.Where(row => !row.Contains("role=CoHost", StringComparison.Ordinal)).ToList();
    }
}
