using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Visio.Server.Events;

namespace Visio.Server.Tests.Accounts;

public sealed class UserAdministrationTests
{
    private const string Email = "ana@example.org";

    [Fact]
    public async Task Disabling_revokes_every_session_also_those_that_ended_and_says_so_at_once()
    {
        await using var server = await RunningServer.StartAsync();
        var id = await server.AddAsync(Email);
        using var one = await server.NewVisitorAsync(Email);
        using var two = await server.NewVisitorAsync(Email);
        using var signedOut = await two.DeleteAsync("/api/v1/session");
        var heard = 0;
        using var subscription = server.App.Services.GetRequiredService<EventFeed>()
            .Subscribe(happened => heard += happened.Type == EventTypes.AccessRevoked ? 1 : 0);
        await server.AdministerAsync(id, (administration, user) => administration.DisableAsync(user, LocalAccounts.ByTest, default));
        Assert.Equal(1, heard);
        Assert.Null(await one.WhoAsync());
        Assert.All(await server.QueryAsync(db => db.Sessions.ToListAsync()), session => Assert.NotNull(session.RevokedAt));
        Assert.Equal(1, await server.QueryAsync(db => db.AuditLog.CountAsync(e => e.Action == "user.disable")));
    }

    [Fact]
    public async Task A_change_of_rights_needs_a_new_sign_in_but_leaves_calls_alone()
    {
        await using var server = await RunningServer.StartAsync();
        var id = await server.AddAsync(Email);
        using var owner = await server.NewVisitorAsync(Email);
        await server.AdministerAsync(id, (administration, user) => administration.SetAdminAsync(user, true, LocalAccounts.ByTest, default));
        Assert.Null(await owner.WhoAsync());
        Assert.All(await server.QueryAsync(db => db.Sessions.ToListAsync()), session => Assert.Null(session.RevokedAt));

        using var again = await owner.SignInAsync(Email);
        Assert.True((await owner.GetFromJsonAsync<JsonElement>("/api/v1/session")).GetProperty("user").GetProperty("isAdmin").GetBoolean());
        await server.AdministerAsync(id, (administration, user) => administration.SetAdminAsync(user, false, LocalAccounts.ByTest, default));
        Assert.Null(await owner.WhoAsync());
        Assert.Equal(
            ["user.admin.grant", "user.admin.withdraw"],
            await server.QueryAsync(db => db.AuditLog.Where(e => e.Action.StartsWith("user.admin")).OrderBy(e => e.Sequence).Select(e => e.Action).ToListAsync()));
    }

    [Fact]
    public async Task Of_two_administrators_neither_is_the_last_until_one_is_disabled()
    {
        await using var server = await RunningServer.StartAsync();
        var one = await server.AddAsync(Email, admin: true);
        var two = await server.AddAsync("bob@example.org", admin: true);
        await server.AdministerAsync(one, async (administration, user) => Assert.False(await administration.IsLastAdministratorAsync(user, default)));
        await server.AdministerAsync(two, (administration, user) => administration.DisableAsync(user, LocalAccounts.ByTest, default));
        await server.AdministerAsync(one, async (administration, user) => Assert.True(await administration.IsLastAdministratorAsync(user, default)));
        await server.AdministerAsync(two, async (administration, user) => Assert.False(await administration.IsLastAdministratorAsync(user, default)));
    }

    [Fact]
    public async Task An_address_has_one_account()
    {
        await using var server = await RunningServer.StartAsync();
        await server.AddAsync(Email);
        await using var scope = server.App.Services.CreateAsyncScope();
        Assert.Null(await scope.ServiceProvider.GetRequiredService<Visio.Server.Accounts.UserAdministration>()
            .CreateAsync("ANA@example.org", "Eve", isAdmin: true, LocalAccounts.ByTest, default));
        Assert.False(await server.QueryAsync(db => db.Users.AnyAsync(u => u.IsAdmin)));
    }
}
