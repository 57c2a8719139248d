using Microsoft.AspNetCore.WebUtilities;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Visio.Server.Accounts;
using Visio.Server.Data;
using Xunit.Abstractions;

namespace Visio.Server.Tests.Accounts.Oidc;

/// <summary>The end of a session, with the engine of ProConnect.</summary>
public sealed class ProviderSessionTests(ProviderProcess provider, ITestOutputHelper output) : IClassFixture<ProviderProcess>
{
    [Fact]
    public async Task Signing_out_ends_the_session_at_the_provider_too()
    {
        await using var server = await provider.StartServerAsync();
        using var browser = new ScriptedBrowser(server.Address);
        await browser.SignInAsync(await provider.NewPersonAsync());
        var location = await browser.SignOutAsync();
        Assert.NotNull(location);
        var query = QueryHelpers.ParseQuery(new Uri(location).Query);
        Assert.True(query["state"].ToString().Length >= 32);
        Assert.StartsWith("eyJ", query["id_token_hint"].ToString(), StringComparison.Ordinal);
        Assert.Null(await browser.UserAsync());

        browser.Form.Clear();
        Assert.Equal("/", (await browser.NavigateAsync(location)).PathAndQuery);
        Assert.Contains(browser.Visited, at => at.AbsolutePath == "/api/v1/auth/oidc/signed-out");
        var silent = await browser.NavigateAsync("/api/v1/auth/oidc/start?silent=true&returnTo=/after");
        Assert.Equal("/after?signin=none", silent.PathAndQuery);
    }

    [Fact]
    public async Task A_session_that_was_opened_without_the_provider_has_nowhere_else_to_sign_out()
    {
        await using var server = await provider.StartServerAsync();
        using var browser = new ScriptedBrowser(server.Address);
        using var signedIn = await browser.SendAsync(HttpMethod.Post, new Uri(server.Address, "/api/v1/session"), RunningServer.Json("""{"displayName":"Ana"}"""));
        Assert.NotNull(await browser.UserAsync());
        Assert.Null(await browser.SignOutAsync());
    }

    [Fact]
    public async Task Signing_out_elsewhere_revokes_the_session_here_at_once()
    {
        await using var server = await provider.StartServerAsync();
        using var browser = new ScriptedBrowser(server.Address);
        using var otherDevice = new ScriptedBrowser(server.Address);
        var sub = await provider.NewPersonAsync();
        await browser.SignInAsync(sub);
        await otherDevice.SignInAsync(sub);
        var session = await SessionAsync(server, browser);
        var restore = browser.RememberCookies();
        var location = await browser.SignOutAsync();

        // Another application's sign-out: here the session is put back as if nothing had happened.
        restore();
        await ReopenAsync(server, session.Id);
        Assert.NotNull(await browser.UserAsync());
        browser.Form.Clear();
        var started = TimeProvider.System.GetUtcNow();
        await browser.NavigateAsync(location!);
        await Eventually.TrueAsync(async () => (await SessionAsync(server, browser)).RevokedAt is not null);
        var took = (await SessionAsync(server, browser)).RevokedAt!.Value - started;
        output.WriteLine($"from the click at the provider to RevokedAt: {took.TotalMilliseconds:F0} ms");
        Assert.InRange(took, TimeSpan.FromSeconds(-1), TimeSpan.FromSeconds(5));
        Assert.Null(await browser.UserAsync());
        Assert.NotNull(await otherDevice.UserAsync());
    }

    [Fact]
    public async Task A_session_that_the_provider_no_longer_stands_by_is_revoked_at_the_next_refresh()
    {
        await using var server = await provider.StartServerAsync(oidc => oidc.RefreshInterval = TimeSpan.FromMilliseconds(300));
        using var browser = new ScriptedBrowser(server.Address);
        using var other = new ScriptedBrowser(server.Address);
        var sub = await provider.NewPersonAsync();
        await browser.SignInAsync(sub);
        await other.SignInAsync(await provider.NewPersonAsync());

        // Several refreshes go well first.
        var before = (await SessionAsync(server, browser)).ProviderCheckedAt;
        await Eventually.TrueAsync(async () => (await SessionAsync(server, browser)).ProviderCheckedAt > (before ?? DateTimeOffset.MinValue).AddMilliseconds(1));
        var second = (await SessionAsync(server, browser)).ProviderCheckedAt;
        await Eventually.TrueAsync(async () => (await SessionAsync(server, browser)).ProviderCheckedAt > second);
        Assert.NotNull(await browser.UserAsync());

        await provider.SteerAsync("forget", new { sub });
        var took = await Eventually.TrueAsync(async () => (await SessionAsync(server, browser)).RevokedAt is not null);
        output.WriteLine($"with a check every 300 ms, from the provider to RevokedAt: {took.TotalMilliseconds:F0} ms");
        Assert.Null(await browser.UserAsync());
        Assert.NotNull(await other.UserAsync());
    }

    [Fact]
    public async Task A_provider_that_is_down_revokes_nobody()
    {
        await using var evil = await EvilProvider.StartAsync();
        evil.Lies = new Lies { RefreshToken = "a refresh token" };
        await using var server = await RunningServer.StartAsync(settings =>
        {
            var oidc = evil.Settings;
            oidc.RefreshInterval = TimeSpan.FromMilliseconds(200);
            return settings with { Oidc = oidc };
        });
        using var browser = new ScriptedBrowser(server.Address);
        await browser.NavigateAsync("/api/v1/auth/oidc/start");
        var issuer = evil.Issuer;
        await evil.DisposeAsync();

        async Task AnotherCheckAsync()
        {
            var last = (await SessionAsync(server, browser)).ProviderCheckedAt;
            await Eventually.TrueAsync(async () => (await SessionAsync(server, browser)).ProviderCheckedAt is { } at && at != last);
        }

        await AnotherCheckAsync();
        await AnotherCheckAsync();
        await AnotherCheckAsync();
        Assert.NotNull(await browser.UserAsync());

        // Refusals that are not about the person revoke nobody either; the one that is does.
        await using var back = await EvilProvider.StartAsync(issuer);
        back.Lies = new Lies { TokenError = "invalid_client" };
        await AnotherCheckAsync();
        await AnotherCheckAsync();
        Assert.NotNull(await browser.UserAsync());
        back.Lies = new Lies { TokenError = "invalid_grant" };
        await Eventually.TrueAsync(async () => await browser.UserAsync() is null);
    }

    private static async Task<Session> SessionAsync(RunningServer server, ScriptedBrowser browser)
    {
        var id = SessionCookie.Hash(browser.Cookie(SessionCookie.Name)!);
        await using var scope = server.App.Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<VisioDb>().Sessions.AsNoTracking().SingleAsync(s => s.Id == id);
    }

    private static async Task ReopenAsync(RunningServer server, string id)
    {
        await using var scope = server.App.Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<VisioDb>().Sessions.Where(s => s.Id == id)
            .ExecuteUpdateAsync(change => change.SetProperty(s => s.EndedAt, (DateTimeOffset?)null));
    }
}
