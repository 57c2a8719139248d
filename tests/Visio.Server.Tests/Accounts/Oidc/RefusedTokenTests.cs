using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Visio.Server.Tests.Accounts.Oidc;

/// <summary>What an honest provider never sends: each test is a sign-in that would succeed but for one lie.</summary>
[Trait("Database", "none")]
public sealed class RefusedTokenTests(EvilSetup setup) : IClassFixture<EvilSetup>
{
    private static long Now => TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();

    private static readonly Dictionary<string, Lies> Untrusted = new(StringComparer.Ordinal)
    {
        ["wrong nonce"] = new() { IdToken = token => token["nonce"] = "another" },
        ["no nonce"] = new() { IdToken = token => token.Remove("nonce") },
        ["expired"] = new() { IdToken = token => token["exp"] = Now - 120 },
        ["no expiry"] = new() { IdToken = token => token.Remove("exp") },
        ["from the future"] = new() { IdToken = token => token["iat"] = Now + 300 },
        ["not valid yet"] = new() { IdToken = token => token["nbf"] = Now + 300 },
        ["no time of issue"] = new() { IdToken = token => token.Remove("iat") },
        ["time as text"] = new() { IdToken = token => token["exp"] = (Now + 120).ToString(System.Globalization.CultureInfo.InvariantCulture) },
        ["time beyond the calendar"] = new() { IdToken = token => token["exp"] = 1e300 },
        ["other audience"] = new() { IdToken = token => token["aud"] = "another-client" },
        ["several audiences without azp"] = new() { IdToken = token => token["aud"] = new JsonArray("visio", "another-client") },
        ["wrong azp"] = new() { IdToken = token => token["azp"] = "another-client" },
        ["azp that is no text"] = new() { IdToken = token => token["azp"] = 7 },
        ["other issuer"] = new() { IdToken = token => token["iss"] = "https://evil.example" },
        ["no subject"] = new() { IdToken = token => token.Remove("sub") },
        ["empty subject"] = new() { IdToken = token => token["sub"] = "" },
        ["wrong at_hash"] = new() { IdToken = token => token["at_hash"] = "AAAAAAAAAAAAAAAAAAAAAA" },
        ["sign-in of the future"] = new() { IdToken = token => token["auth_time"] = Now + 300 },
        ["alg none"] = new() { Header = header => header["alg"] = "none", Signature = (_, _) => "" },
        ["alg none with a signature"] = new() { Header = header => header["alg"] = "none" },
        ["no signature"] = new() { Signature = (_, _) => "" },
        ["a signature of zeros"] = new() { Signature = (_, _) => Base64Url.EncodeToString(new byte[64]) },
        ["HS256 with the public key"] = new()
        {
            Header = header => header["alg"] = "HS256",
            Signature = (text, key) => Base64Url.EncodeToString(HMACSHA256.HashData(key.ExportSubjectPublicKeyInfo(), text)),
        },
        ["HS256 with the client secret"] = new()
        {
            Header = header => header["alg"] = "HS256",
            Signature = (text, _) => Base64Url.EncodeToString(HMACSHA256.HashData(Encoding.UTF8.GetBytes(EvilProvider.ClientSecret), text)),
        },
        ["an algorithm that the key is not for"] = new() { Header = header => header["alg"] = "RS256" },
        ["a key that the token brings along"] = new()
        {
            Header = header => header["jwk"] = new JsonObject { ["kty"] = "oct", ["k"] = "AAAA" },
            Signature = (text, _) => Base64Url.EncodeToString(SHA512.HashData(text)),
        },
        ["a critical extension"] = new() { Header = header => header["crit"] = new JsonArray("exp") },
        ["another iss in the callback"] = new() { Callback = answer => answer["iss"] = "https://evil.example" },
        ["no iss in the callback"] = new() { Callback = answer => answer.Remove("iss") },
        ["no code"] = new() { Callback = answer => answer.Remove("code") },
        ["a refused code"] = new() { TokenError = "invalid_grant" },
        ["userinfo of somebody else"] = new() { UserInfo = (_, claims) => Json(claims, c => c["sub"] = "somebody-else") },
        ["userinfo of nobody"] = new() { UserInfo = (_, claims) => Json(claims, c => c.Remove("sub")) },
        ["userinfo that is no object"] = new() { UserInfo = (_, _) => Results.Text("[]", "application/json") },
        ["userinfo that is no JSON"] = new() { UserInfo = (_, _) => Results.Text("<html>", "text/html") },
        ["userinfo refused"] = new() { UserInfo = (_, _) => Results.Unauthorized() },
        ["userinfo signed by another"] = new() { UserInfo = (_, claims) => SignedByAnother(claims) },
        ["userinfo encrypted though we have no key"] = new() { UserInfo = (_, _) => Results.Text("a.b.c.d.e", "application/jwt") },
    };

    public static TheoryData<string> UntrustedNames => [.. Untrusted.Keys];

    [Fact]
    public async Task Without_a_lie_the_sign_in_succeeds()
    {
        var (page, name) = await SignInAsync(new Lies());
        Assert.Equal("/after", page);
        Assert.Equal("Camille Durand", name);
    }

    [Theory]
    [MemberData(nameof(UntrustedNames))]
    public async Task A_lie_is_refused(string lie)
    {
        var (page, name) = await SignInAsync(Untrusted[lie]);
        Assert.Equal("/sign-in?problem=sign_in_failed&returnTo=%2Fafter", page);
        Assert.Null(name);
    }

    [Fact]
    public async Task A_right_at_hash_and_a_clock_that_is_a_little_off_are_accepted()
    {
        var half = Base64Url.EncodeToString(SHA256.HashData("access"u8).AsSpan(0, 16));
        var (page, _) = await SignInAsync(new Lies
        {
            IdToken = token => (token["at_hash"], token["iat"], token["exp"], token["azp"]) = (half, Now + 30, Now - 20, EvilProvider.ClientId),
        });
        Assert.Equal("/after", page);
    }

    [Fact]
    public async Task Signed_userinfo_for_another_client_is_refused()
    {
        var (page, _) = await SignInAsync(new Lies { UserInfo = (provider, claims) => Signed(provider, claims, "another-client") });
        Assert.StartsWith("/sign-in?problem=sign_in_failed", page, StringComparison.Ordinal);
        var (good, name) = await SignInAsync(new Lies { UserInfo = (provider, claims) => Signed(provider, claims, EvilProvider.ClientId) });
        Assert.Equal(("/after", "Camille Durand"), (good, name));
    }

    [Fact]
    public async Task A_silent_attempt_that_meets_a_lie_comes_back_with_nobody()
    {
        setup.Provider.Lies = Untrusted["wrong nonce"];
        using var browser = new ScriptedBrowser(setup.Server.Address);
        var page = await browser.NavigateAsync("/api/v1/auth/oidc/start?silent=true&returnTo=/after");
        Assert.Equal("/after?signin=none", page.PathAndQuery);
    }

    [Theory]
    [InlineData("?state=abc&code=x")]
    [InlineData("?code=x")]
    [InlineData("")]
    [InlineData("?state=a&state=b&code=x")]
    [InlineData("?error=server_error&error_description=%3Cscript%3E")]
    public async Task A_callback_that_nobody_waits_for_is_refused(string query)
    {
        using var browser = new ScriptedBrowser(setup.Server.Address);
        var page = await browser.NavigateAsync("/api/v1/auth/oidc/callback" + query);
        Assert.Equal("/sign-in?problem=sign_in_expired&returnTo=%2F", page.PathAndQuery);
    }

    [Theory]
    [InlineData("access_denied", "/sign-in?problem=sign_in_refused&returnTo=%2Fafter")]
    [InlineData("<script>alert(1)</script>", "/sign-in?problem=sign_in_refused&returnTo=%2Fafter")]
    public async Task An_error_of_the_provider_is_no_text_of_ours(string error, string expected)
    {
        var (page, _) = await SignInAsync(new Lies
        {
            Callback = answer =>
            {
                answer.Remove("code");
                answer["error"] = error;
                answer["error_description"] = "<b>\nhello";
            },
        });
        Assert.Equal(expected, page);
    }

    private static IResult Json(JsonObject claims, Action<JsonObject> change)
    {
        change(claims);
        return Results.Text(claims.ToJsonString(), "application/json");
    }

    private static IResult Signed(EvilProvider provider, JsonObject claims, string audience)
    {
        (claims["iss"], claims["aud"]) = (provider.Issuer, audience);
        return Results.Text(provider.Sign(claims, "JWT"), "application/jwt");
    }

    private static IResult SignedByAnother(JsonObject claims)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var text = Base64Url.EncodeToString("""{"alg":"ES256","kid":"first"}"""u8) + "." + Base64Url.EncodeToString(Encoding.UTF8.GetBytes(claims.ToJsonString()));
        return Results.Text($"{text}.{Base64Url.EncodeToString(key.SignData(Encoding.ASCII.GetBytes(text), HashAlgorithmName.SHA256))}", "application/jwt");
    }

    private async Task<(string Page, string? Name)> SignInAsync(Lies lies)
    {
        setup.Provider.Lies = lies;
        using var browser = new ScriptedBrowser(setup.Server.Address);
        var page = await browser.NavigateAsync("/api/v1/auth/oidc/start?returnTo=/after");
        return (page.PathAndQuery, (await browser.UserAsync())?.GetProperty("displayName").GetString());
    }
}
