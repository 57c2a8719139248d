using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.DependencyInjection;
using Visio.Server.Policies;
using Visio.Server.Settings;

namespace Visio.Server.Tests.Accounts.Oidc;

/// <summary>A provider may ignore what was asked of it: what counts is what the ID token says.</summary>
public sealed class DemandedAssuranceTests
{
    [Theory]
    [InlineData(null, false)]
    [InlineData("eidas1", false)]
    [InlineData("EIDAS2", false)]
    [InlineData("eidas2", true)]
    [InlineData("eidas3", true)]
    public async Task Without_a_required_level_nobody_signs_in(string? acr, bool signsIn)
    {
        var (page, asked) = await SignInAsync(oidc => oidc.RequiredAcr = "eidas2 eidas3", token => token["acr"] = acr);
        Assert.Equal(signsIn ? "/after" : "/sign-in?problem=assurance_not_met&returnTo=%2Fafter", page);
        Assert.Equal("""{"id_token":{"acr":{"essential":true,"values":["eidas2","eidas3"]}}}""", asked["claims"]);
    }

    [Theory]
    [InlineData("""null""", false)]
    [InlineData("""["pwd"]""", false)]
    [InlineData("""{"mfa":true}""", false)]
    [InlineData("""["pwd","mfa"]""", true)]
    public async Task Without_a_required_method_nobody_signs_in(string amr, bool signsIn)
    {
        var (page, asked) = await SignInAsync(oidc => oidc.RequiredAmr = "mfa", token => token["amr"] = JsonNode.Parse(amr));
        Assert.Equal(signsIn ? "/after" : "/sign-in?problem=assurance_not_met&returnTo=%2Fafter", page);
        Assert.Equal("""{"id_token":{"amr":{"essential":true}}}""", asked["claims"]);
    }

    [Fact]
    public async Task A_missing_claim_is_not_met()
    {
        Assert.StartsWith("/sign-in?problem=assurance_not_met", (await SignInAsync(oidc => oidc.RequiredAmr = "mfa", _ => { })).Page, StringComparison.Ordinal);
        Assert.StartsWith("/sign-in?problem=assurance_not_met", (await SignInAsync(oidc => oidc.RequiredAcr = "eidas2", _ => { })).Page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "eidas1", "pwd", true)]
    [InlineData("&assurance=host", "eidas1", "pwd", false)]
    [InlineData("&assurance=host", "eidas2", "pwd", true)]
    [InlineData("&assurance=host", "eidas1", "mfa", true)]
    [InlineData("&assurance=admin", "eidas2", "mfa", false)]
    [InlineData("&assurance=admin", "eidas3", "pwd", true)]
    public async Task A_step_up_must_reach_what_the_policy_demands(string query, string acr, string amr, bool signsIn)
    {
        var policy = Policy.Default with { HostAcr = ["eidas2"], HostAmr = ["mfa"], AdminAcr = ["eidas3"] };
        var (page, _) = await SignInAsync(
            _ => { },
            token => (token["acr"], token["amr"]) = (acr, new JsonArray(amr)),
            query,
            policy);
        Assert.Equal(signsIn ? "/after" : "/sign-in?problem=assurance_not_met&returnTo=%2Fafter", page);
    }

    [Fact]
    public async Task Where_a_method_would_do_as_well_the_level_is_a_wish()
    {
        var policy = Policy.Default with { HostAcr = ["eidas2"], HostAmr = ["mfa"] };
        var (_, host) = await SignInAsync(_ => { }, _ => { }, "&assurance=host", policy);
        Assert.Equal("""{"id_token":{"acr":{"essential":false,"values":["eidas2"]},"amr":null}}""", host["claims"]);
        var (_, anybody) = await SignInAsync(_ => { }, _ => { }, "", policy);
        Assert.Equal("""{"id_token":{"amr":null}}""", anybody["claims"]);
        var (_, unasked) = await SignInAsync(_ => { }, _ => { });
        Assert.False(unasked.ContainsKey("claims"));
    }

    [Theory]
    [InlineData(null, false)]
    [InlineData(-7200, false)]
    [InlineData(-60, true)]
    public async Task A_sign_in_at_the_provider_that_is_too_long_ago_is_refused(int? secondsAgo, bool signsIn)
    {
        var (page, asked) = await SignInAsync(
            oidc => oidc.MaxAuthenticationAge = TimeSpan.FromHours(1),
            token =>
            {
                if (secondsAgo is { } ago)
                {
                    token["auth_time"] = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() + ago;
                }
            });
        Assert.Equal(signsIn ? "/after" : "/sign-in?problem=sign_in_failed&returnTo=%2Fafter", page);
        Assert.Equal("3600", asked["max_age"]);
    }

    [Fact]
    public async Task Wishes_and_hints_are_passed_on()
    {
        var (_, asked) = await SignInAsync(oidc => oidc.AcrValues = "eidas1 eidas2", _ => { }, "&login_hint=ana%40agence.example");
        Assert.Equal(("eidas1 eidas2", "ana@agence.example"), (asked["acr_values"], asked["login_hint"]));
        var (_, hostile) = await SignInAsync(_ => { }, _ => { }, "&login_hint=%0d%0aSet-Cookie:x");
        Assert.False(hostile.ContainsKey("login_hint"));
    }

    [Fact]
    public async Task Another_assurance_than_those_there_are_is_refused()
    {
        await using var provider = await EvilProvider.StartAsync();
        await using var server = await RunningServer.StartAsync(settings => settings with { Oidc = provider.Settings });
        using var visitor = server.NewVisitor();
        using var refused = await visitor.GetAsync("/api/v1/auth/oidc/start?assurance=root");
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.Equal("invalid_assurance", await RunningServer.CodeOf(refused));
    }

    private static async Task<(string Page, Dictionary<string, string> Asked)> SignInAsync(
        Action<OidcSettings> change, Action<JsonObject> idToken, string query = "", Policy? policy = null)
    {
        await using var provider = await EvilProvider.StartAsync();
        provider.Lies = new Lies { IdToken = idToken };
        var oidc = provider.Settings;
        change(oidc);
        await using var server = await RunningServer.StartAsync(settings => settings with { Oidc = oidc });
        if (policy is not null)
        {
            await using var scope = server.App.Services.CreateAsyncScope();
            await scope.ServiceProvider.GetRequiredService<PolicyStore>().ReplaceAsync(policy, default);
        }

        using var browser = new ScriptedBrowser(server.Address);
        var page = await browser.NavigateAsync("/api/v1/auth/oidc/start?returnTo=/after" + query);
        Assert.Equal(page.AbsolutePath == "/after", await browser.UserAsync() is not null);
        var asked = QueryHelpers.ParseQuery(browser.Visited.First(at => at.AbsolutePath == "/authorize").Query);
        return (page.PathAndQuery, asked.ToDictionary(p => p.Key, p => p.Value.ToString(), StringComparer.Ordinal));
    }
}
