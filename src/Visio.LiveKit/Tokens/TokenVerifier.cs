using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Visio.LiveKit.Tokens;

/// <summary>Finds the access token of a request and verifies it.</summary>
internal sealed class TokenVerifier(IReadOnlyDictionary<string, string> keys, TimeProvider time)
{
    private const string Prefix = "Bearer ";
    private const string Unreadable = "invalid authorization token";
    private static readonly TimeSpan Leeway = TimeSpan.FromSeconds(60);
    private readonly JsonWebTokenHandler _handler = new() { MaximumTokenSizeInBytes = 64 * 1024 };

    /// <summary>Takes the token from the Authorization header, else from the <c>access_token</c> parameter.</summary>
    public async Task<VerifiedToken> VerifyAsync(HttpRequest request)
    {
        var header = request.Headers.Authorization.ToString();
        if (header.Length > 0)
        {
            return header.StartsWith(Prefix, StringComparison.Ordinal)
                ? await VerifyAsync(header[Prefix.Length..].Trim())
                : VerifiedToken.Refused("invalid authorization header. Must start with Bearer ");
        }

        var parameter = request.Query["access_token"].ToString();
        return parameter.Length > 0 ? await VerifyAsync(parameter) : VerifiedToken.Absent;
    }

    /// <summary>Verifies a token: HS256 only, <c>exp</c> required, 60 s of leeway.</summary>
    public async Task<VerifiedToken> VerifyAsync(string encoded)
    {
        if (!_handler.CanReadToken(encoded) || TryRead(encoded) is not { } unverified)
        {
            return VerifiedToken.Refused(Unreadable);
        }

        if (!keys.TryGetValue(unverified.Issuer, out var secret))
        {
            return VerifiedToken.Refused("invalid API key");
        }

        var result = await _handler.ValidateTokenAsync(unverified, new TokenValidationParameters
        {
            ValidAlgorithms = [SecurityAlgorithms.HmacSha256],
            IssuerSigningKey = TokenCodec.Key(secret),
            TryAllIssuerSigningKeys = true,
            RequireSignedTokens = true,
            RequireExpirationTime = true,
            ValidateIssuer = false,
            ValidateAudience = false,
            LifetimeValidator = IsAlive,
        });
        if (!result.IsValid)
        {
            return VerifiedToken.Refused($"{Unreadable}: {Detail(result.Exception)}");
        }

        try
        {
            var from = unverified.ValidFrom > unverified.IssuedAt ? unverified.ValidFrom : unverified.IssuedAt;
            return new(TokenCodec.Read(unverified), from, unverified.ValidTo, null);
        }
        catch (JsonException)
        {
            return VerifiedToken.Refused(Unreadable);
        }
    }

    // What the library says names keys and claims; the client is told the kind of failure only.
    private static string Detail(Exception? e) => e switch
    {
        SecurityTokenNoExpirationException => "token has no expiry",
        SecurityTokenInvalidLifetimeException => "token is expired or not valid yet",
        SecurityTokenInvalidAlgorithmException => "algorithm is not HS256",
        _ => "error in cryptographic primitive",
    };

    private JsonWebToken? TryRead(string encoded)
    {
        try
        {
            var token = _handler.ReadJsonWebToken(encoded);
            return token.Issuer is null ? null : token;
        }
        catch (Exception e) when (e is ArgumentException or SecurityTokenException or JsonException)
        {
            return null;
        }
    }

    private bool IsAlive(DateTime? notBefore, DateTime? expires, SecurityToken token, TokenValidationParameters parameters)
    {
        var now = time.GetUtcNow().UtcDateTime;
        return expires is { } end && now < end + Leeway && (notBefore is not { } start || now > start - Leeway);
    }
}
