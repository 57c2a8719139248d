using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Visio.Server.Tests.Accounts.Oidc;

/// <summary>What an <see cref="EvilProvider"/> says otherwise than it should.</summary>
internal sealed record Lies
{
    public Action<JsonObject> Discovery { get; init; } = _ => { };

    /// <summary>Changes what the browser brings back: code, state, iss.</summary>
    public Action<Dictionary<string, string?>> Callback { get; init; } = _ => { };

    public Action<JsonObject> Header { get; init; } = _ => { };

    public Action<JsonObject> IdToken { get; init; } = _ => { };

    public Action<JsonObject> LogoutClaims { get; init; } = _ => { };

    public Func<byte[], ECDsa, string> Signature { get; init; } = (text, key) => Base64Url.EncodeToString(key.SignData(text, HashAlgorithmName.SHA256));

    public Func<EvilProvider, JsonObject, IResult> UserInfo { get; init; } = (_, claims) => Results.Text(claims.ToJsonString(), "application/json");

    /// <summary>Changes an answer about a token, and what it says of the token; in plain answers both are the same.</summary>
    public Action<JsonObject, JsonObject> Introspection { get; init; } = (_, _) => { };

    public string? RefreshToken { get; init; }

    /// <summary>The <c>error</c> that the token endpoint answers; null for none.</summary>
    public string? TokenError { get; init; }
}
