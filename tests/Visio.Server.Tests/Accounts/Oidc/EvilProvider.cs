using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Logging;
using Visio.Server.Settings;

namespace Visio.Server.Tests.Accounts.Oidc;

/// <summary>A provider that lies on demand. Left alone it does everything right, so that a test shows what one lie changes.</summary>
internal sealed class EvilProvider : IAsyncDisposable
{
    public const string ClientId = "visio";

    public const string ClientSecret = "of-the-client-0123456789-0123456789";

    private readonly ConcurrentDictionary<string, string> _nonces = new(StringComparer.Ordinal);
    private readonly WebApplication _app;
    private int _keyReads;

    private EvilProvider(WebApplication app) => _app = app;

    public ECDsa Key { get; set; } = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public string KeyId { get; set; } = "first";

    /// <summary>The subject of the next sign-in.</summary>
    public string Subject { get; set; } = "somebody";

    public Lies Lies { get; set; } = new();

    public string Issuer { get; private set; } = "";

    /// <summary>How often the keys were asked for.</summary>
    public int KeyReads => Volatile.Read(ref _keyReads);

    public OidcSettings Settings => new() { Issuer = Issuer, ClientId = ClientId, ClientSecret = ClientSecret };

    public static async Task<EvilProvider> StartAsync(string urls = "http://127.0.0.1:0")
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(urls);
        var app = builder.Build();
        var provider = new EvilProvider(app);
        app.MapGet("/.well-known/openid-configuration", provider.Discovery);
        app.MapGet("/keys", provider.Keys);
        app.MapGet("/authorize", (Delegate)provider.Authorize);
        app.MapPost("/token", (Delegate)provider.Token);
        app.MapGet("/userinfo", provider.UserInfo);
        app.MapPost("/introspect", (Delegate)provider.Introspect);
        await app.StartAsync();
        provider.Issuer = app.Urls.Single();
        return provider;
    }

    /// <summary>A logout token as it should be, but for <see cref="Lies"/>.</summary>
    public string LogoutToken(string? sub = null, string? sid = null)
    {
        var claims = Origin();
        claims["jti"] = Guid.NewGuid().ToString();
        claims["events"] = new JsonObject { ["http://schemas.openid.net/event/backchannel-logout"] = new JsonObject() };
        if (sub is not null)
        {
            claims["sub"] = sub;
        }

        if (sid is not null)
        {
            claims["sid"] = sid;
        }

        Lies.LogoutClaims(claims);
        return Sign(claims, "logout+jwt");
    }

    public string Sign(JsonObject claims, string type)
    {
        var header = new JsonObject { ["alg"] = "ES256", ["kid"] = KeyId, ["typ"] = type };
        Lies.Header(header);
        var text = $"{Encode(header)}.{Encode(claims)}";
        return $"{text}.{Lies.Signature(Encoding.ASCII.GetBytes(text), Key)}";
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        Key.Dispose();
    }

    private IResult Discovery()
    {
        var found = new JsonObject
        {
            ["issuer"] = Issuer,
            ["authorization_endpoint"] = Issuer + "/authorize",
            ["token_endpoint"] = Issuer + "/token",
            ["userinfo_endpoint"] = Issuer + "/userinfo",
            ["jwks_uri"] = Issuer + "/keys",
            ["introspection_endpoint"] = Issuer + "/introspect",
            ["authorization_response_iss_parameter_supported"] = true,
        };
        Lies.Discovery(found);
        return Results.Text(found.ToJsonString(), "application/json");
    }

    private IResult Keys()
    {
        Interlocked.Increment(ref _keyReads);
        var point = Key.ExportParameters(includePrivateParameters: false).Q;
        return Results.Json(new
        {
            keys = new[] { new { kty = "EC", use = "sig", kid = KeyId, crv = "P-256", x = Base64Url.EncodeToString(point.X), y = Base64Url.EncodeToString(point.Y) } },
        });
    }

    private IResult Authorize(HttpContext context)
    {
        var query = context.Request.Query;
        var code = Guid.NewGuid().ToString("N");
        _nonces[code] = query["nonce"].ToString();
        var answer = new Dictionary<string, string?>(StringComparer.Ordinal) { ["code"] = code, ["state"] = query["state"], ["iss"] = Issuer };
        Lies.Callback(answer);
        return Results.Redirect(QueryHelpers.AddQueryString(query["redirect_uri"].ToString(), answer));
    }

    private async Task<IResult> Token(HttpContext context)
    {
        var form = await context.Request.ReadFormAsync();
        if (Lies.TokenError is { } error)
        {
            return Results.Json(new { error }, statusCode: StatusCodes.Status400BadRequest);
        }

        var claims = Origin();
        claims["sub"] = Subject;
        claims["sid"] = "session-of-" + Subject;
        if (_nonces.TryRemove(form["code"].ToString(), out var nonce))
        {
            claims["nonce"] = nonce;
        }

        Lies.IdToken(claims);
        return Results.Json(new
        {
            access_token = "access", token_type = "Bearer", expires_in = 60, id_token = Sign(claims, "JWT"), refresh_token = Lies.RefreshToken,
        });
    }

    private IResult UserInfo()
    {
        var claims = new JsonObject { ["sub"] = Subject, ["given_name"] = "Camille", ["usual_name"] = "Durand", ["email"] = $"{Subject}@agence.example" };
        return Lies.UserInfo(this, claims);
    }

    private async Task<IResult> Introspect(HttpContext context)
    {
        var form = await context.Request.ReadFormAsync();
        var about = new JsonObject
        {
            ["active"] = true, ["sub"] = Subject, ["client_id"] = "docs", ["scope"] = "openid lasuite_visio lasuite_visio:rooms:list", ["iss"] = Issuer,
        };
        if (!context.Request.Headers.Accept.ToString().Contains("jwt", StringComparison.Ordinal))
        {
            Lies.Introspection(about, about);
            return Results.Text(about.ToJsonString(), "application/json");
        }

        var claims = Origin();
        claims.Remove("exp");
        (claims["aud"], claims["token_introspection"]) = (form["client_id"].ToString(), about);
        Lies.Introspection(claims, about);
        return Results.Text(Sign(claims, "token-introspection+jwt"), "application/token-introspection+jwt");
    }

    private JsonObject Origin()
    {
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        return new JsonObject { ["iss"] = Issuer, ["aud"] = ClientId, ["iat"] = now, ["exp"] = now + 120 };
    }

    private static string Encode(JsonObject json) => Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(json));
}
