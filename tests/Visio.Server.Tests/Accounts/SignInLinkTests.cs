using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Visio.Server.Accounts;
using Visio.Server.Audit;
using Visio.Server.Settings;

namespace Visio.Server.Tests.Accounts;

public sealed class SignInLinkTests
{
    private const string Email = "ana@example.org";

    [Fact]
    public async Task A_link_signs_in_once()
    {
        await using var server = await RunningServer.StartAsync();
        var token = await LinkAsync(server, await server.AddAsync(Email));
        using var first = server.NewVisitor();
        using var answer = await RedeemAsync(first, new { token });
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("Ana", await first.WhoAsync());
        Assert.Equal("link", (await first.GetFromJsonAsync<JsonElement>("/api/v1/me/sessions")).GetProperty("sessions")[0].GetProperty("method").GetString());

        using var second = server.NewVisitor();
        using var replayed = await RedeemAsync(second, new { token });
        Assert.Equal("link_invalid", await RunningServer.CodeOf(replayed));
        Assert.Null(await second.WhoAsync());
    }

    [Fact]
    public async Task Of_many_who_use_a_link_at_once_one_gets_in()
    {
        await using var server = await RunningServer.StartAsync();
        var token = await LinkAsync(server, await server.AddAsync(Email));
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ =>
        {
            using var visitor = server.NewVisitor();
            using var answer = await RedeemAsync(visitor, new { token });
            return answer.StatusCode;
        }));
        Assert.Single(answers, HttpStatusCode.OK);
        Assert.Equal(7, answers.Count(a => a == HttpStatusCode.Unauthorized));
    }

    [Fact]
    public async Task A_link_that_is_too_old_or_was_replaced_is_refused()
    {
        await using var server = await RunningServer.StartAsync();
        var id = await server.AddAsync(Email);
        var replaced = await LinkAsync(server, id);
        var old = await LinkAsync(server, id);
        await server.QueryAsync(db => db.SignInLinks.ExecuteUpdateAsync(c => c.SetProperty(l => l.ExpiresAt, DateTimeOffset.UtcNow.AddSeconds(-1))));
        using var visitor = server.NewVisitor();
        foreach (var token in new[] { replaced, old, "nonsense", "", new string('x', 5000), null })
        {
            using var refused = await RedeemAsync(visitor, new { token });
            Assert.Equal("link_invalid", await RunningServer.CodeOf(refused));
        }
    }

    [Fact]
    public async Task The_database_does_not_know_the_secret()
    {
        await using var server = await RunningServer.StartAsync();
        var token = await LinkAsync(server, await server.AddAsync(Email));
        var link = await server.QueryAsync(db => db.SignInLinks.SingleAsync());
        Assert.NotEqual(token, link.Id);
        Assert.Equal(SessionCookie.Hash(token), link.Id);
    }

    [Fact]
    public async Task What_the_person_says_wrong_does_not_use_the_link_up()
    {
        await using var server = await RunningServer.StartAsync();
        var token = await LinkAsync(server, await server.AddAsync(Email, password: null));
        using var visitor = server.NewVisitor();
        foreach (var (request, code) in new (object, string)[]
        {
            (new { token, password = "short" }, "invalid_password"), (new { token, password = "password123456" }, "weak_password"),
            (new { token, displayName = "\u202e" }, "invalid_display_name"), (new { token, email = "no address" }, "invalid_email"),
        })
        {
            using var refused = await RedeemAsync(visitor, request);
            Assert.Equal(code, await RunningServer.CodeOf(refused));
        }

        using var answer = await RedeemAsync(visitor, new { token, displayName = "Ana Maria", email = "other@example.org", password = LocalAccounts.GoodPassword });
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("Ana Maria", await visitor.WhoAsync());

        // Nobody takes another address by saying so.
        using var again = server.NewVisitor();
        using var signedIn = await again.SignInAsync(Email);
        Assert.Equal(HttpStatusCode.OK, signedIn.StatusCode);
    }

    [Fact]
    public async Task A_link_opens_no_account_that_is_disabled()
    {
        await using var server = await RunningServer.StartAsync();
        var id = await server.AddAsync(Email);
        var token = await LinkAsync(server, id);
        await server.AdministerAsync(id, (administration, user) => administration.DisableAsync(user, LocalAccounts.ByTest, default));
        using var visitor = server.NewVisitor();
        using var refused = await RedeemAsync(visitor, new { token });
        Assert.Equal("account_disabled", await RunningServer.CodeOf(refused));
    }

    [Fact]
    public async Task Somebody_who_was_named_in_a_room_claims_the_account_with_a_link()
    {
        await using var server = await RunningServer.StartAsync();
        Guid id;
        await using (var scope = server.App.Services.CreateAsyncScope())
        {
            id = (await scope.ServiceProvider.GetRequiredService<Users>().FindOrCreateByEmailAsync(Email, default))!.Id;
        }

        Assert.Equal(id, await server.AddAsync("ANA@example.org", password: null));
        using var visitor = server.NewVisitor();
        using var answer = await RedeemAsync(visitor, new { token = await LinkAsync(server, id) });
        Assert.Equal(id, (await RunningServer.JsonOf(answer)).GetProperty("user").GetProperty("id").GetGuid());
        Assert.False(await server.QueryAsync(async db => (await db.Users.SingleAsync(u => u.Id == id)).IsProvisional));
    }

    [Fact]
    public async Task Naming_the_same_person_many_times_at_once_makes_one_account()
    {
        await using var server = await RunningServer.StartAsync();
        var ids = await Task.WhenAll(Enumerable.Range(0, 8).Select(async i =>
        {
            await using var scope = server.App.Services.CreateAsyncScope();
            return (await scope.ServiceProvider.GetRequiredService<Users>().FindOrCreateByEmailAsync(i % 2 == 0 ? Email : Email.ToUpperInvariant(), default))!.Id;
        }));
        Assert.Single(ids.Distinct());
    }

    [Fact]
    public async Task The_first_link_of_a_new_server_makes_its_administrator()
    {
        await using var server = await RunningServer.StartAsync(dev: false);
        var replaced = (await FirstLinkAsync(server))!;
        var token = (await FirstLinkAsync(server))!;
        using var visitor = server.NewVisitor();
        using var stale = await RedeemAsync(visitor, new { token = replaced });
        Assert.Equal("link_invalid", await RunningServer.CodeOf(stale));

        using var answer = await RedeemAsync(visitor, new { token, displayName = "Root", email = "root@example.org", password = LocalAccounts.GoodPassword });
        var user = (await RunningServer.JsonOf(answer)).GetProperty("user");
        Assert.True(user.GetProperty("isAdmin").GetBoolean());
        Assert.Equal("root@example.org", user.GetProperty("email").GetString());
        Assert.Null(await FirstLinkAsync(server));
        using var signedIn = await server.NewVisitorAsync("root@example.org");
        Assert.Equal("Root", await signedIn.WhoAsync());
        Assert.Equal(AuditActor.User, await server.QueryAsync(db => db.AuditLog.Where(e => e.Action == "user.link.use").Select(e => e.Actor).SingleAsync()));
    }

    [Fact]
    public async Task The_first_administrator_may_say_who_they_are_after_the_link()
    {
        await using var server = await RunningServer.StartAsync(dev: false);
        using var visitor = server.NewVisitor();
        using var opened = await RedeemAsync(visitor, new { token = await FirstLinkAsync(server) });
        Assert.Equal(HttpStatusCode.OK, opened.StatusCode);

        // Nothing opens the account yet, so the next start makes a link again, and it opens the same account.
        using var returning = server.NewVisitor();
        using var again = await RedeemAsync(returning, new { token = await FirstLinkAsync(server) });
        Assert.Equal(1, await server.QueryAsync(db => db.Users.CountAsync()));

        using var said = await returning.PatchAsJsonAsync("/api/v1/me", new { displayName = "Root", email = "root@example.org" });
        Assert.Equal(HttpStatusCode.OK, said.StatusCode);
        using var password = await returning.PutAsJsonAsync("/api/v1/me/password", new { password = LocalAccounts.GoodPassword });
        Assert.Equal(HttpStatusCode.NoContent, password.StatusCode);
        Assert.Null(await FirstLinkAsync(server));
        using var moved = await returning.PatchAsJsonAsync("/api/v1/me", new { email = "other@example.org" });
        Assert.Equal("email_fixed", await RunningServer.CodeOf(moved));
    }

    [Fact]
    public async Task The_first_link_is_worth_nothing_once_there_is_an_administrator()
    {
        await using var server = await RunningServer.StartAsync(dev: false);
        var token = await FirstLinkAsync(server);
        await server.AddAsync("root@example.org", admin: true);
        using var visitor = server.NewVisitor();
        using var refused = await RedeemAsync(visitor, new { token, displayName = "Eve", email = "eve@example.org", password = LocalAccounts.GoodPassword });
        Assert.Equal("link_invalid", await RunningServer.CodeOf(refused));
    }

    [Fact]
    public async Task With_dev_or_an_identity_provider_no_link_is_made()
    {
        await using var dev = await RunningServer.StartAsync();
        Assert.Null(await FirstLinkAsync(dev));
        await using var provided = await RunningServer.StartAsync(settings => settings with { Accounts = new() { LocalSignIn = LocalSignIn.Off } }, dev: false);
        Assert.Null(await FirstLinkAsync(provided));
    }

    private static async Task<string> LinkAsync(RunningServer server, Guid id)
    {
        var path = "";
        await server.AdministerAsync(id, async (administration, user) => path = await administration.LinkAsync(user, LocalAccounts.ByTest, default));
        Assert.StartsWith("/link#", path, StringComparison.Ordinal);
        return path["/link#".Length..];
    }

    private static async Task<string?> FirstLinkAsync(RunningServer server)
    {
        await using var scope = server.App.Services.CreateAsyncScope();
        return (await scope.ServiceProvider.GetRequiredService<FirstAdministrator>().NewLinkAsync(default))?["/setup#".Length..];
    }

    private static Task<HttpResponseMessage> RedeemAsync(HttpClient visitor, object request) => visitor.PostAsJsonAsync("/api/v1/session/link", request);
}
