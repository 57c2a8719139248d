using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Visio.Server.Accounts;
using Visio.Server.Accounts.Oidc;
using Visio.Server.Data;
using Visio.Server.Policies;

namespace Visio.Server.Tests.Accounts.Oidc;

public sealed class SignInTests(ProviderProcess provider) : IClassFixture<ProviderProcess>
{
    [Fact]
    public async Task Somebody_signs_in_and_comes_back_to_the_page_they_left()
    {
        await using var server = await provider.StartServerAsync();
        using var browser = new ScriptedBrowser(server.Address);
        var sub = await provider.NewPersonAsync();
        browser.Form["login"] = sub;
        var page = await browser.NavigateAsync("/api/v1/auth/oidc/start?returnTo=/abc-defg-hij%3Fx%3D1");

        Assert.Equal("/abc-defg-hij?x=1", page.PathAndQuery);
        var user = await browser.UserAsync();
        Assert.Equal("Camille Durand", user?.GetProperty("displayName").GetString());
        Assert.Equal($"{sub}@agence.example", user?.GetProperty("email").GetString());
        Assert.Empty(browser.CookieNames(SignInAttempts.CookiePrefix));

        var asked = Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery(browser.Visited.First(at => at.AbsolutePath == "/api/v2/authorize").Query);
        Assert.Equal("S256", asked["code_challenge_method"]);
        Assert.Equal("openid given_name usual_name email", asked["scope"]);
        Assert.All(["state", "nonce", "code_challenge"], name => Assert.True(asked[name].ToString().Length >= 43));
        Assert.False(asked.ContainsKey("prompt"));
    }

    [Fact]
    public async Task The_row_of_the_session_knows_the_provider_but_no_token_in_the_clear()
    {
        await using var server = await provider.StartServerAsync();
        using var browser = new ScriptedBrowser(server.Address);
        var sub = await provider.NewPersonAsync();
        await browser.SignInAsync(sub, acr: "eidas1");
        await using var scope = server.App.Services.CreateAsyncScope();
        var session = await scope.ServiceProvider.GetRequiredService<VisioDb>().Sessions.SingleAsync();
        Assert.Equal(SignInMethod.OpenIdConnect, session.Method);
        Assert.Equal((provider.Issuer, sub), (session.Issuer, session.Subject));
        Assert.NotNull(session.ProviderSession);
        Assert.NotNull(session.SealedRefreshToken);
        Assert.DoesNotContain("eyJ", session.SealedIdToken!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Signing_in_again_changes_the_secret_and_keeps_the_account()
    {
        await using var server = await provider.StartServerAsync();
        using var browser = new ScriptedBrowser(server.Address);
        var sub = await provider.NewPersonAsync();
        await browser.SignInAsync(sub);
        var (first, restore) = (await browser.UserAsync(), browser.RememberCookies());
        var secret = browser.Cookie("visio_session");
        await browser.SignInAsync(sub);
        Assert.NotEqual(secret, browser.Cookie("visio_session"));
        Assert.Equal(first?.GetProperty("id").GetString(), (await browser.UserAsync())?.GetProperty("id").GetString());

        restore();
        Assert.Null(await browser.UserAsync());
    }

    [Fact]
    public async Task A_silent_attempt_without_a_session_at_the_provider_comes_back_with_nobody()
    {
        await using var server = await provider.StartServerAsync();
        using var browser = new ScriptedBrowser(server.Address);
        var page = await browser.NavigateAsync("/api/v1/auth/oidc/start?silent=true&returnTo=/abc-defg-hij");
        Assert.Equal("/abc-defg-hij?signin=none", page.PathAndQuery);
        Assert.Null(await browser.UserAsync());
    }

    [Fact]
    public async Task A_silent_attempt_with_a_session_at_the_provider_signs_in_without_a_question()
    {
        await using var server = await provider.StartServerAsync();
        using var browser = new ScriptedBrowser(server.Address);
        await browser.SignInAsync(await provider.NewPersonAsync());
        await browser.SignOutAsync();
        Assert.Null(await browser.UserAsync());

        browser.Visited.Clear();
        var page = await browser.NavigateAsync("/api/v1/auth/oidc/start?silent=true&returnTo=/abc-defg-hij");
        Assert.Equal("/abc-defg-hij", page.PathAndQuery);
        Assert.DoesNotContain(browser.Visited, at => at.AbsolutePath.StartsWith("/interaction/", StringComparison.Ordinal));
        Assert.NotNull(await browser.UserAsync());
    }

    [Fact]
    public async Task Several_tabs_sign_in_at_once_and_each_comes_back_to_its_own_page()
    {
        await using var server = await provider.StartServerAsync();
        using var browser = new ScriptedBrowser(server.Address);
        browser.Form["login"] = await provider.NewPersonAsync();
        const string Callback = "/api/v1/auth/oidc/callback";
        var callbacks = new List<Uri>();
        for (var tab = 0; tab < 3; tab++)
        {
            callbacks.Add(await browser.NavigateAsync($"/api/v1/auth/oidc/start?returnTo=/tab-{tab}", stopBefore: Callback));
        }

        // The last tab first: the order does not matter.
        foreach (var (tab, callback) in callbacks.Index().Reverse())
        {
            var page = await browser.NavigateAsync(callback.PathAndQuery);
            Assert.Equal($"/tab-{tab}", page.PathAndQuery);
        }

        Assert.NotNull(await browser.UserAsync());
    }

    [Fact]
    public async Task A_browser_keeps_at_most_ten_attempts()
    {
        await using var server = await provider.StartServerAsync();
        using var browser = new ScriptedBrowser(server.Address);
        for (var tab = 0; tab < 14; tab++)
        {
            using var started = await browser.SendAsync(HttpMethod.Get, new Uri(server.Address, "/api/v1/auth/oidc/start"));
            Assert.Equal(HttpStatusCode.Redirect, started.StatusCode);
        }

        Assert.Equal(SignInAttempts.MaxAtOnce, browser.CookieNames(SignInAttempts.CookiePrefix).Count);
    }

    [Fact]
    public async Task A_replayed_code_is_refused()
    {
        await using var server = await provider.StartServerAsync();
        using var browser = new ScriptedBrowser(server.Address);
        browser.Form["login"] = await provider.NewPersonAsync();
        var callback = await browser.NavigateAsync("/api/v1/auth/oidc/start", stopBefore: "/api/v1/auth/oidc/callback");
        var restore = browser.RememberCookies();
        await browser.NavigateAsync(callback.PathAndQuery);
        Assert.NotNull(await browser.UserAsync());

        // The same address a second time: the attempt is used up in this browser.
        var again = await browser.NavigateAsync(callback.PathAndQuery);
        Assert.StartsWith("/sign-in?problem=sign_in_expired", again.PathAndQuery, StringComparison.Ordinal);

        // With the cookie put back, the provider refuses the code.
        restore();
        var replayed = await browser.NavigateAsync(callback.PathAndQuery);
        Assert.StartsWith("/sign-in?problem=sign_in_failed", replayed.PathAndQuery, StringComparison.Ordinal);
        Assert.Null(await browser.UserAsync());
    }

    [Fact]
    public async Task The_callback_of_another_browser_is_refused()
    {
        await using var server = await provider.StartServerAsync();
        using var attacker = new ScriptedBrowser(server.Address);
        using var victim = new ScriptedBrowser(server.Address);
        attacker.Form["login"] = await provider.NewPersonAsync();
        var callback = await attacker.NavigateAsync("/api/v1/auth/oidc/start", stopBefore: "/api/v1/auth/oidc/callback");
        await victim.NavigateAsync("/api/v1/auth/oidc/start?silent=true");
        var page = await victim.NavigateAsync(callback.PathAndQuery);
        Assert.StartsWith("/sign-in?problem=sign_in_expired", page.PathAndQuery, StringComparison.Ordinal);
        Assert.Null(await victim.UserAsync());
    }

    [Fact]
    public async Task Somebody_who_refuses_at_the_provider_is_told_so()
    {
        await using var server = await provider.StartServerAsync();
        using var browser = new ScriptedBrowser(server.Address);
        browser.Form["refuse"] = "the person said no";
        var page = await browser.NavigateAsync("/api/v1/auth/oidc/start?returnTo=/abc");
        Assert.Equal("/sign-in?problem=sign_in_refused&returnTo=%2Fabc", page.PathAndQuery);
    }

    [Theory]
    [InlineData("https://evil.example/")]
    [InlineData("//evil.example")]
    [InlineData("/\\evil.example")]
    [InlineData("/\t/evil.example")]
    [InlineData("/..//evil.example")]
    [InlineData("/.//evil.example")]
    [InlineData("/x/..//evil.example")]
    [InlineData("\\\\evil.example")]
    [InlineData("javascript:alert(1)")]
    [InlineData("evil.example")]
    [InlineData("/api/v1/auth/oidc/start")]
    [InlineData("/x/../api/v1/auth/oidc/start")]
    public async Task Whoever_signs_in_cannot_be_sent_elsewhere(string returnTo)
    {
        await using var server = await provider.StartServerAsync();
        using var browser = new ScriptedBrowser(server.Address);
        var page = await browser.NavigateAsync($"/api/v1/auth/oidc/start?silent=true&returnTo={Uri.EscapeDataString(returnTo)}");
        Assert.Equal(new Uri(server.Address, "/?signin=none"), page);
    }

    [Fact]
    public async Task A_name_with_markup_is_a_name_and_no_page()
    {
        await using var server = await provider.StartServerAsync();
        using var browser = new ScriptedBrowser(server.Address);
        await browser.SignInAsync(await provider.NewPersonAsync("<img src=x onerror=alert(1)>", "a\u202Eb\nc"));
        Assert.Equal("<img src=x onerror=alert(1)> abc", (await browser.UserAsync())?.GetProperty("displayName").GetString());
    }

    [Fact]
    public async Task Hosts_are_asked_for_what_the_policy_demands_and_only_they()
    {
        await using var server = await provider.StartServerAsync();
        await using (var scope = server.App.Services.CreateAsyncScope())
        {
            await scope.ServiceProvider.GetRequiredService<PolicyStore>().ReplaceAsync(Policy.Default with { HostAcr = ["eidas2", "eidas3"] }, default);
        }

        using var browser = new ScriptedBrowser(server.Address);
        var sub = await provider.NewPersonAsync();
        await browser.SignInAsync(sub, acr: "eidas1");
        Assert.NotNull(await browser.UserAsync());

        // The session at the provider is too weak: silently nothing can be done, and the session here stays.
        var silent = await browser.NavigateAsync("/api/v1/auth/oidc/start?assurance=host&silent=true&returnTo=/abc");
        Assert.Equal("/abc?signin=none", silent.PathAndQuery);
        Assert.NotNull(await browser.UserAsync());

        var page = await browser.SignInAsync(sub, acr: "eidas2", query: "&assurance=host");
        Assert.Equal("/after", page.PathAndQuery);
        await using var look = server.App.Services.CreateAsyncScope();
        var sessions = await look.ServiceProvider.GetRequiredService<VisioDb>().Sessions.OrderBy(s => s.CreatedAt).ToListAsync();
        Assert.Equal("eidas2", sessions[^1].Acr);
    }

    [Theory]
    [InlineData("ES256")]
    [InlineData("RS256")]
    [InlineData("HS256")]
    public async Task Every_algorithm_that_can_be_set_works_for_tokens_and_userinfo(string algorithm)
    {
        await using var server = await provider.StartServerAsync(
            oidc => oidc.SigningAlgorithm = algorithm,
            new Dictionary<string, object>(StringComparer.Ordinal)
            {
                ["id_token_signed_response_alg"] = algorithm, ["userinfo_signed_response_alg"] = algorithm,
            });
        using var browser = new ScriptedBrowser(server.Address);
        await browser.SignInAsync(await provider.NewPersonAsync());
        Assert.NotNull(await browser.UserAsync());
    }

    [Fact]
    public async Task Another_algorithm_than_the_one_that_is_set_is_refused_though_the_provider_signed_with_it()
    {
        await using var server = await provider.StartServerAsync(
            client: new Dictionary<string, object>(StringComparer.Ordinal) { ["id_token_signed_response_alg"] = "RS256" });
        using var browser = new ScriptedBrowser(server.Address);
        var page = await browser.SignInAsync(await provider.NewPersonAsync());
        Assert.StartsWith("/sign-in?problem=sign_in_failed", page.PathAndQuery, StringComparison.Ordinal);
    }
}
