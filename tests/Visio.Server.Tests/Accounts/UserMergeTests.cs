using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Visio.Server.Accounts;
using Visio.Server.Applications;
using Visio.Server.Audit;
using Visio.Server.Data;
using Visio.Server.Policies;
using Visio.Server.Rooms;

namespace Visio.Server.Tests.Accounts;

public sealed class UserMergeTests
{
    [Fact]
    public async Task Everything_belongs_to_the_account_that_is_left()
    {
        await using var server = await RunningServer.StartAsync();
        var from = await server.AddAsync("ana@old.example");
        var into = await server.AddAsync("ana@new.example", name: "Ana B");
        var now = DateTimeOffset.UtcNow;
        var (onlyFrom, both, keeps) = (NewRoom(), NewRoom(), NewRoom());
        await server.QueryAsync(async db =>
        {
            db.Rooms.AddRange(onlyFrom, both, keeps);
            db.RoomMembers.AddRange(
                Member(onlyFrom, from, RoomRole.Owner), Member(both, from, RoomRole.Owner), Member(both, into, RoomRole.Member),
                Member(keeps, from, RoomRole.Member), Member(keeps, into, RoomRole.CoHost));
            db.UserLogins.Add(new() { Issuer = "https://idp.example", Subject = "sub", UserId = from, CreatedAt = now });
            db.RoomBans.Add(new() { Id = Guid.NewGuid(), RoomId = keeps.Id, UserId = from, Name = "Ana", CreatedAt = now });
            db.Admissions.Add(new() { Identity = "p_1", RoomId = both.Id, UserId = from, Kind = EntryKind.Browser, Name = "Ana", Role = RoomRole.Owner, CreatedAt = now });
            var application = new Application { Id = Guid.NewGuid(), Name = "Calendar", ClientId = "c", SecretHash = "h", Scopes = "", Domains = "", CreatedAt = now };
            db.Applications.Add(application);
            db.ApplicationTokens.Add(new() { Id = "t", ApplicationId = application.Id, UserId = from, Scopes = "", CreatedAt = now, ExpiresAt = now.AddHours(1) });
            return await db.SaveChangesAsync();
        });
        using var asFrom = await server.NewVisitorAsync("ana@old.example");
        using var asInto = await server.NewVisitorAsync("ana@new.example");

        await MergeAsync(server, from, into);

        await server.QueryAsync(async db =>
        {
            var roles = await db.RoomMembers.Where(m => m.UserId == into).ToDictionaryAsync(m => m.RoomId, m => m.Role);
            Assert.Equal(3, roles.Count);
            Assert.Equal(RoomRole.Owner, roles[onlyFrom.Id]);
            Assert.Equal(RoomRole.Owner, roles[both.Id]);
            Assert.Equal(RoomRole.CoHost, roles[keeps.Id]);
            Assert.Equal(into, (await db.UserLogins.SingleAsync()).UserId);
            Assert.Equal(into, (await db.RoomBans.SingleAsync()).UserId);
            Assert.Equal(into, (await db.Admissions.SingleAsync()).UserId);
            Assert.Equal(into, (await db.ApplicationTokens.SingleAsync()).UserId);
            Assert.Equal("ana@new.example", (await db.Users.SingleAsync()).Email);
            Assert.All(await db.Sessions.ToListAsync(), session => Assert.True(session is { EndedAt: not null, RevokedAt: null } && session.UserId == into));
            var audited = await db.AuditLog.SingleAsync(e => e.Action == "user.merge");
            Assert.Equal(into.ToString(), audited.Target);
            Assert.Contains(from.ToString(), audited.Details, StringComparison.Ordinal);
            return true;
        });
        Assert.Null(await asFrom.WhoAsync());
        Assert.Null(await asInto.WhoAsync());
        using var signedIn = await server.NewVisitorAsync("ana@new.example");
        Assert.Equal("Ana B", await signedIn.WhoAsync());
    }

    [Fact]
    public async Task An_account_without_an_address_takes_the_others()
    {
        await using var server = await RunningServer.StartAsync();
        var from = await server.AddAsync("ana@example.org");
        using var visitor = await server.NewSignedInVisitorAsync("Ana");
        var into = await server.QueryAsync(db => db.Users.Where(u => u.Email == null).Select(u => u.Id).SingleAsync());
        await MergeAsync(server, from, into);
        using var signedIn = await server.NewVisitorAsync("ana@example.org");
        Assert.Equal(into, await server.QueryAsync(db => db.Users.Select(u => u.Id).SingleAsync()));
    }

    [Fact]
    public async Task Whoever_was_disabled_or_an_administrator_stays_so()
    {
        await using var server = await RunningServer.StartAsync();
        var from = await server.AddAsync("ana@old.example", admin: true);
        var into = await server.AddAsync("ana@new.example");
        await server.AdministerAsync(from, (administration, user) => administration.DisableAsync(user, LocalAccounts.ByTest, default));
        await MergeAsync(server, from, into);
        var left = await server.QueryAsync(db => db.Users.SingleAsync());
        Assert.True(left.IsAdmin);
        Assert.NotNull(left.DisabledAt);
    }

    [Fact]
    public async Task Nothing_happens_by_halves()
    {
        await using var server = await RunningServer.StartAsync();
        var from = await server.AddAsync("ana@old.example");
        var into = await server.AddAsync("ana@new.example");
        var room = NewRoom();
        await server.QueryAsync(async db =>
        {
            db.Rooms.Add(room);
            db.RoomMembers.Add(Member(room, from, RoomRole.Owner));
            return await db.SaveChangesAsync();
        });
        await Assert.ThrowsAsync<InvalidOperationException>(() => MergeAsync(
            server, from, into, (_, _, _, _) => throw new InvalidOperationException("the power fails")));
        Assert.Equal(from, await server.QueryAsync(db => db.RoomMembers.Select(m => m.UserId).SingleAsync()));
        Assert.Equal(2, await server.QueryAsync(db => db.Users.CountAsync()));
    }

    private static async Task MergeAsync(RunningServer server, Guid from, Guid into, AuditedBy? did = null)
    {
        await using var scope = server.App.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<VisioDb>();
        await scope.ServiceProvider.GetRequiredService<UserMerge>()
            .MergeAsync((await db.Users.FindAsync(from))!, (await db.Users.FindAsync(into))!, did ?? LocalAccounts.ByTest, default);
    }

    private static Room NewRoom() => new()
    {
        Id = Guid.NewGuid(), Slug = RoomSlug.New(), Access = AccessLevel.Trusted, Lobby = LobbyMode.ByAccess, Rights = RoomRights.Default, CreatedAt = DateTimeOffset.UtcNow,
    };

    private static RoomMember Member(Room room, Guid user, RoomRole role) => new() { RoomId = room.Id, UserId = user, Role = role, AddedAt = DateTimeOffset.UtcNow };
}
