using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Visio.Server.Accounts;
using Visio.Server.Audit;
using Visio.Server.Settings;

namespace Visio.Server.Tests.Accounts;

public sealed class PasswordApiTests
{
    private const string Email = "ana@example.org";
    private const string Other = "sept nuages au galop";

    [Fact]
    public async Task The_right_password_signs_in_and_the_address_is_read_in_any_case()
    {
        await using var server = await RunningServer.StartAsync();
        await server.AddAsync(Email);
        using var visitor = server.NewVisitor();
        using var answer = await visitor.SignInAsync("ANA@Example.org");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var user = (await RunningServer.JsonOf(answer)).GetProperty("user");
        Assert.Equal("Ana", user.GetProperty("displayName").GetString());
        Assert.Equal("Ana", await visitor.WhoAsync());
    }

    [Fact]
    public async Task Every_failure_has_the_same_answer()
    {
        await using var server = await RunningServer.StartAsync();
        await server.AddAsync(Email);
        await server.AddAsync("locked@example.org");
        await server.AddAsync("none@example.org", password: null);
        await server.QueryAsync(db => db.Users.Where(u => u.Email == "locked@example.org")
            .ExecuteUpdateAsync(c => c.SetProperty(u => u.LockoutEnd, DateTimeOffset.UtcNow.AddHours(1))));
        var answers = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (email, password) in new[]
        {
            (Email, "wrong wrong wrong"), (Email, ""), (Email, new string('x', 5000)), (Email, LocalAccounts.GoodPassword + " "), ("nobody@example.org", LocalAccounts.GoodPassword),
            ("no address", LocalAccounts.GoodPassword), ("locked@example.org", LocalAccounts.GoodPassword), ("none@example.org", ""), ("none@example.org", LocalAccounts.GoodPassword),
        })
        {
            using var visitor = server.NewVisitor();
            using var answer = await visitor.SignInAsync(email, password);
            Assert.Equal("wrong_credentials", await RunningServer.CodeOf(answer));
            answers.Add($"{answer.StatusCode} {await answer.Content.ReadAsStringAsync()} {answer.Headers.NonValidated.Select(h => h.Key).Order(StringComparer.Ordinal).Aggregate((a, b) => a + " " + b)}");
            Assert.Null(await visitor.WhoAsync());
        }

        // The trace id of a problem differs each time; everything else is alike.
        Assert.Single(answers.Select(a => System.Text.RegularExpressions.Regex.Replace(a, "\"traceId\":\"[^\"]*\"", "", default, TimeSpan.FromSeconds(1))).ToHashSet(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"email":"ana@example.org"}""")]
    [InlineData("""{"email":null,"password":null}""")]
    [InlineData("""{"email":"ana@example.org\u0000","password":"a\u0000b"}""")]
    [InlineData("""{"email":"<script>@example.org","password":"\u202e"}""")]
    public async Task What_is_missing_or_hostile_is_a_wrong_password(string body)
    {
        await using var server = await RunningServer.StartAsync();
        using var visitor = server.NewVisitor();
        using var answer = await visitor.PostAsync("/api/v1/session/password", RunningServer.Json(body));
        Assert.Equal("wrong_credentials", await RunningServer.CodeOf(answer));
    }

    [Fact]
    public async Task Wrong_guesses_lock_the_account_for_a_while_and_the_right_password_opens_it_afterwards()
    {
        await using var server = await RunningServer.StartAsync();
        var id = await server.AddAsync(Email);
        using var visitor = server.NewVisitor();
        for (var guess = 0; guess < 5; guess++)
        {
            using var wrong = await visitor.SignInAsync(Email, "wrong wrong wrong");
        }

        using var locked = await visitor.SignInAsync(Email);
        Assert.Equal("wrong_credentials", await RunningServer.CodeOf(locked));
        var until = await server.QueryAsync(db => db.Users.Where(u => u.Id == id).Select(u => u.LockoutEnd).SingleAsync());
        Assert.InRange(until!.Value, DateTimeOffset.UtcNow.AddSeconds(1), DateTimeOffset.UtcNow.AddSeconds(30));

        // Half a minute later; one more wrong guess locks for twice as long.
        await EndLockAsync(server, id);
        using var again = await visitor.SignInAsync(Email, "wrong wrong wrong");
        until = await server.QueryAsync(db => db.Users.Where(u => u.Id == id).Select(u => u.LockoutEnd).SingleAsync());
        Assert.InRange(until!.Value, DateTimeOffset.UtcNow.AddSeconds(31), DateTimeOffset.UtcNow.AddSeconds(60));

        await EndLockAsync(server, id);
        using var right = await visitor.SignInAsync(Email);
        Assert.Equal(HttpStatusCode.OK, right.StatusCode);
        var opened = await server.QueryAsync(db => db.Users.AsNoTracking().SingleAsync(u => u.Id == id));
        Assert.Equal(0, opened.AccessFailedCount);
        Assert.Null(opened.LockoutEnd);
    }

    [Fact]
    public async Task Guesses_at_the_same_moment_are_counted_too()
    {
        await using var server = await RunningServer.StartAsync();
        var id = await server.AddAsync(Email);
        using var visitor = server.NewVisitor();
        var guesses = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => visitor.SignInAsync(Email, "wrong wrong wrong")));
        Assert.All(guesses, guess => Assert.Equal(HttpStatusCode.Unauthorized, guess.StatusCode));
        var count = await server.QueryAsync(db => db.Users.Where(u => u.Id == id).Select(u => u.AccessFailedCount).SingleAsync());

        // The fifth locked the account: the others were not even tried.
        Assert.InRange(count, 1, 5);
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(4, 0)]
    [InlineData(5, 30)]
    [InlineData(6, 60)]
    [InlineData(9, 480)]
    [InlineData(10, 900)]
    [InlineData(40, 900)]
    [InlineData(int.MaxValue, 900)]
    public void The_lock_grows_to_a_quarter_of_an_hour(int guesses, int seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), Passwords.LockAfter(guesses));

    [Fact]
    public async Task Somebody_disabled_is_told_so_only_with_the_right_password()
    {
        await using var server = await RunningServer.StartAsync();
        var id = await server.AddAsync(Email);
        using var owner = await server.NewVisitorAsync(Email);
        await server.AdministerAsync(id, (administration, user) => administration.DisableAsync(user, LocalAccounts.ByTest, default));
        Assert.Null(await owner.WhoAsync());

        using var visitor = server.NewVisitor();
        using var right = await visitor.SignInAsync(Email);
        Assert.Equal("account_disabled", await RunningServer.CodeOf(right));
        using var wrong = await visitor.SignInAsync(Email, "wrong wrong wrong");
        Assert.Equal("wrong_credentials", await RunningServer.CodeOf(wrong));

        await server.AdministerAsync(id, (administration, user) => administration.EnableAsync(user, LocalAccounts.ByTest, default));
        using var enabled = await visitor.SignInAsync(Email);
        Assert.Equal(HttpStatusCode.OK, enabled.StatusCode);
        Assert.Null(await owner.WhoAsync());
    }

    [Fact]
    public async Task A_new_password_needs_the_present_one_and_ends_every_other_session()
    {
        await using var server = await RunningServer.StartAsync();
        await server.AddAsync(Email);
        using var elsewhere = await server.NewVisitorAsync(Email);
        using var owner = server.NewVisitor();
        using var signedIn = await owner.SignInAsync(Email);
        var stolen = signedIn.Headers.GetValues("Set-Cookie").Single().Split(';')[0];

        using var without = await owner.PutAsJsonAsync("/api/v1/me/password", new { password = Other });
        Assert.Equal("wrong_password", await RunningServer.CodeOf(without));
        using var wrong = await owner.PutAsJsonAsync("/api/v1/me/password", new { current = Other, password = Other });
        Assert.Equal("wrong_password", await RunningServer.CodeOf(wrong));
        using var weak = await owner.PutAsJsonAsync("/api/v1/me/password", new { current = LocalAccounts.GoodPassword, password = "motdepasse2026" });
        Assert.Equal("weak_password", await RunningServer.CodeOf(weak));
        using var none = await owner.PutAsJsonAsync("/api/v1/me/password", new { current = LocalAccounts.GoodPassword });
        Assert.Equal("invalid_password", await RunningServer.CodeOf(none));

        using var changed = await owner.PutAsJsonAsync("/api/v1/me/password", new { current = LocalAccounts.GoodPassword, password = Other });
        Assert.Equal(HttpStatusCode.NoContent, changed.StatusCode);
        Assert.Equal("Ana", await owner.WhoAsync());
        Assert.Null(await elsewhere.WhoAsync());
        using var thief = server.NewVisitor();
        thief.DefaultRequestHeaders.Add("Cookie", stolen);
        Assert.Null(await thief.WhoAsync());

        using var old = await elsewhere.SignInAsync(Email);
        Assert.Equal("wrong_credentials", await RunningServer.CodeOf(old));
        using var now = await elsewhere.SignInAsync(Email, Other);
        Assert.Equal(HttpStatusCode.OK, now.StatusCode);
        var audited = await server.QueryAsync(db => db.AuditLog.Where(e => e.Action == "user.password.change").SingleAsync());
        Assert.Equal(AuditActor.User, audited.Actor);
    }

    [Fact]
    public async Task With_an_identity_provider_there_is_no_local_sign_in_unless_the_settings_want_it()
    {
        await using var server = await RunningServer.StartAsync(settings => settings with { Accounts = new() { LocalSignIn = LocalSignIn.Off } });
        using var visitor = server.NewVisitor();
        using var answer = await visitor.SignInAsync(Email);
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        var ways = (await visitor.GetFromJsonAsync<JsonElement>("/api/v1/session")).GetProperty("signIn");
        Assert.False(ways.GetProperty("password").GetBoolean());
        Assert.False(ways.GetProperty("passkey").GetBoolean());

        var settings = server.App.Services.GetService(typeof(VisioSettings)) as VisioSettings;
        Assert.False((settings! with { Accounts = new(), Oidc = new() { Issuer = "https://idp.example" } }).SignsInLocally);
        Assert.True((settings with { Accounts = new(), Oidc = new() }).SignsInLocally);
        Assert.True((settings with { Accounts = new() { LocalSignIn = LocalSignIn.On }, Oidc = new() { Issuer = "https://idp.example" } }).SignsInLocally);
    }

    private static Task<int> EndLockAsync(RunningServer server, Guid id) => server.QueryAsync(
        db => db.Users.Where(u => u.Id == id).ExecuteUpdateAsync(c => c.SetProperty(u => u.LockoutEnd, DateTimeOffset.UtcNow.AddSeconds(-1))));
}
