using System.Net;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Visio.Server.Data;

namespace Visio.Server.Tests.Accounts.Oidc;

public sealed class LogoutTests(EvilSetup setup) : IClassFixture<EvilSetup>
{
    private const string Address = "/api/v1/auth/oidc/backchannel-logout";

    private const string Event = "http://schemas.openid.net/event/backchannel-logout";

    private static long Now => TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();

    private static readonly Dictionary<string, Lies> Refused = new(StringComparer.Ordinal)
    {
        ["forged"] = new() { Signature = (_, _) => "AAAA" },
        ["alg none"] = new() { Header = header => header["alg"] = "none", Signature = (_, _) => "" },
        ["expired"] = new() { LogoutClaims = token => token["exp"] = Now - 120 },
        ["valid for a day"] = new() { LogoutClaims = token => token["exp"] = Now + 86_400 },
        ["with a nonce"] = new() { LogoutClaims = token => token["nonce"] = "x" },
        ["of another kind"] = new() { Header = header => header["typ"] = "JWT" },
        ["without an event"] = new() { LogoutClaims = token => token.Remove("events") },
        ["with another event"] = new() { LogoutClaims = token => token["events"] = new JsonObject { ["http://example/event"] = new JsonObject() } },
        ["with an event that is no object"] = new() { LogoutClaims = token => token["events"] = new JsonObject { [Event] = true } },
        ["for another client"] = new() { LogoutClaims = token => token["aud"] = "another-client" },
        ["of another issuer"] = new() { LogoutClaims = token => token["iss"] = "https://evil.example" },
        ["without an id"] = new() { LogoutClaims = token => token.Remove("jti") },
        ["about nobody"] = new()
        {
            LogoutClaims = token =>
            {
                token.Remove("sub");
                token.Remove("sid");
            },
        },
    };

    public static TheoryData<string> RefusedNames => [.. Refused.Keys];

    public static FormUrlEncodedContent Form(string token) => new([new("logout_token", token)]);

    [Theory]
    [MemberData(nameof(RefusedNames))]
    public async Task A_logout_token_that_is_none_signs_nobody_out(string lie)
    {
        using var browser = await SignedInAsync("victim");
        setup.Provider.Lies = Refused[lie];
        using var answer = await PostAsync(setup.Provider.LogoutToken("victim", "session-of-victim"));
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal("no-store", answer.Headers.CacheControl?.ToString());
        Assert.Equal("invalid_request", (await RunningServer.JsonOf(answer)).GetProperty("error").GetString());
        Assert.NotNull(await browser.UserAsync());
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public async Task Subject_or_session_is_enough_to_sign_somebody_out_and_nobody_else(bool bySubject, bool bySession)
    {
        using var browser = await SignedInAsync("leaver");
        using var other = await SignedInAsync("stayer");
        using var answer = await PostAsync(setup.Provider.LogoutToken(bySubject ? "leaver" : null, bySession ? "session-of-leaver" : null));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("no-store", answer.Headers.CacheControl?.ToString());
        Assert.Null(await browser.UserAsync());
        Assert.NotNull(await other.UserAsync());
    }

    [Fact]
    public async Task A_replayed_logout_token_does_not_sign_out_who_came_back()
    {
        using var browser = await SignedInAsync("returner");
        var token = setup.Provider.LogoutToken("returner");
        using var first = await PostAsync(token);
        Assert.Equal(HttpStatusCode.OK, first.StatusCode);
        using var back = await SignedInAsync("returner");
        using var replayed = await PostAsync(token);
        Assert.Equal(HttpStatusCode.BadRequest, replayed.StatusCode);
        Assert.NotNull(await back.UserAsync());
    }

    [Fact]
    public async Task Signing_out_somebody_who_is_not_here_succeeds()
    {
        setup.Provider.Lies = new Lies();
        using var answer = await PostAsync(setup.Provider.LogoutToken("nobody-we-know"));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task What_is_no_form_is_refused_as_the_standard_says()
    {
        using var visitor = setup.Server.NewVisitor();
        using var json = await visitor.PostAsync(Address, RunningServer.Json("{}"));
        Assert.Equal(HttpStatusCode.BadRequest, json.StatusCode);
        Assert.Equal("invalid_request", (await RunningServer.JsonOf(json)).GetProperty("error").GetString());
        using var empty = await visitor.PostAsync(Address, new FormUrlEncodedContent([]));
        Assert.Equal(HttpStatusCode.BadRequest, empty.StatusCode);
    }

    [Fact]
    public async Task A_revocation_by_the_provider_is_in_the_audit_log()
    {
        using var browser = await SignedInAsync("audited");
        var user = (await browser.UserAsync())?.GetProperty("id").GetString();
        using var answer = await PostAsync(setup.Provider.LogoutToken("audited"));
        await using var scope = setup.Server.App.Services.CreateAsyncScope();
        var entries = await scope.ServiceProvider.GetRequiredService<VisioDb>().AuditLog.Where(e => e.Action == "session.revoke" && e.Target == user).ToListAsync();
        Assert.Equal(setup.Provider.Issuer, Assert.Single(entries).ActorId);
    }

    [Theory]
    [InlineData("")]
    [InlineData("?state=whatever")]
    public async Task Coming_back_from_the_providers_sign_out_is_never_an_error(string query)
    {
        using var browser = new ScriptedBrowser(setup.Server.Address);
        Assert.Equal("/", (await browser.NavigateAsync("/api/v1/auth/oidc/signed-out" + query)).PathAndQuery);
        Assert.Equal("/", (await browser.NavigateAsync("/api/v1/auth/oidc/signed-out" + query)).PathAndQuery);
    }

    [Fact]
    public async Task Signing_out_names_where_to_sign_out_at_the_provider_where_it_can()
    {
        using var without = await SignedInAsync("no-end");
        Assert.Null(await without.SignOutAsync());
        Assert.Null(await without.UserAsync());
    }

    private async Task<HttpResponseMessage> PostAsync(string token)
    {
        using var visitor = setup.Server.NewVisitor();
        return await visitor.PostAsync(Address, Form(token));
    }

    private async Task<ScriptedBrowser> SignedInAsync(string subject)
    {
        (setup.Provider.Lies, setup.Provider.Subject) = (new Lies(), subject);
        var browser = new ScriptedBrowser(setup.Server.Address);
        await browser.NavigateAsync("/api/v1/auth/oidc/start");
        Assert.NotNull(await browser.UserAsync());
        return browser;
    }
}
