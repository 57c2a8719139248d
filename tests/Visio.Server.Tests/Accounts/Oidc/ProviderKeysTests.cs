using System.Net;
using System.Security.Cryptography;

namespace Visio.Server.Tests.Accounts.Oidc;

public sealed class ProviderKeysTests
{
    [Fact]
    public async Task A_key_that_the_provider_changed_is_fetched_at_the_first_token_that_needs_it()
    {
        await using var provider = await EvilProvider.StartAsync();
        await using var server = await RunningServer.StartAsync(settings => settings with { Oidc = provider.Settings });
        using var browser = new ScriptedBrowser(server.Address);
        Assert.Equal("/after", (await browser.NavigateAsync("/api/v1/auth/oidc/start?returnTo=/after")).PathAndQuery);
        Assert.Equal(1, provider.KeyReads);

        provider.Key.Dispose();
        (provider.Key, provider.KeyId) = (ECDsa.Create(ECCurve.NamedCurves.nistP256), "second");
        Assert.Equal("/after", (await browser.NavigateAsync("/api/v1/auth/oidc/start?returnTo=/after")).PathAndQuery);
        Assert.Equal(2, provider.KeyReads);
    }

    [Fact]
    public async Task A_storm_of_unknown_keys_asks_the_provider_once()
    {
        await using var provider = await EvilProvider.StartAsync();
        await using var server = await RunningServer.StartAsync(settings => settings with { Oidc = provider.Settings });
        using var browser = new ScriptedBrowser(server.Address);
        await browser.NavigateAsync("/api/v1/auth/oidc/start?returnTo=/after");
        Assert.Equal(1, provider.KeyReads);

        var forged = new Lies { Header = header => header["kid"] = Guid.NewGuid().ToString() };
        provider.Lies = forged;
        var tokens = Enumerable.Range(0, 50).Select(_ => provider.LogoutToken(sub: "somebody")).ToList();
        using var http = server.NewVisitor();
        var answers = await Task.WhenAll(tokens.Select(token => http.PostAsync("/api/v1/auth/oidc/backchannel-logout", LogoutTests.Form(token))));
        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode));
        Assert.Equal(2, provider.KeyReads);
    }

    [Fact]
    public async Task The_server_starts_while_the_provider_is_down_and_recovers_by_itself()
    {
        await using var first = await EvilProvider.StartAsync();
        var settings = first.Settings;
        await first.DisposeAsync();

        await using var server = await RunningServer.StartAsync(s => s with { Oidc = settings });
        using var browser = new ScriptedBrowser(server.Address);
        var down = await browser.NavigateAsync("/api/v1/auth/oidc/start?returnTo=/after");
        Assert.Equal("/sign-in?problem=provider_unavailable&returnTo=%2Fafter", down.PathAndQuery);
        var silent = await browser.NavigateAsync("/api/v1/auth/oidc/start?returnTo=/after&silent=true");
        Assert.Equal("/after?signin=none", silent.PathAndQuery);

        await using var second = await EvilProvider.StartAsync(settings.Issuer);
        await Eventually.TrueAsync(async () => (await browser.NavigateAsync("/api/v1/auth/oidc/start?returnTo=/after")).PathAndQuery == "/after");
        Assert.NotNull(await browser.UserAsync());
    }

    [Fact]
    public async Task A_provider_that_says_it_is_another_is_not_used()
    {
        await using var provider = await EvilProvider.StartAsync();
        provider.Lies = new Lies { Discovery = found => found["issuer"] = "https://evil.example" };
        await using var server = await RunningServer.StartAsync(settings => settings with { Oidc = provider.Settings });
        using var browser = new ScriptedBrowser(server.Address);
        var page = await browser.NavigateAsync("/api/v1/auth/oidc/start");
        Assert.StartsWith("/sign-in?problem=provider_unavailable", page.PathAndQuery, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_provider_there_is_nothing_to_start()
    {
        await using var server = await RunningServer.StartAsync();
        using var visitor = server.NewVisitor();
        using var start = await visitor.GetAsync("/api/v1/auth/oidc/start");
        Assert.Equal("not_found", await RunningServer.CodeOf(start));
        using var logout = await visitor.PostAsync("/api/v1/auth/oidc/backchannel-logout", LogoutTests.Form("x"));
        Assert.Equal("not_found", await RunningServer.CodeOf(logout));
    }
}
