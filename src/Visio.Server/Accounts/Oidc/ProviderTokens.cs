using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;
using Visio.Server.Settings;

namespace Visio.Server.Accounts.Oidc;

/// <summary>
/// Reads tokens that the provider signed, encrypted for us or not. It accepts the one algorithm of the settings, with a key of the
/// kind that this algorithm needs: what the token's header says only picks among those (RFC 8725 §3.1, §3.2).
/// </summary>
internal sealed class ProviderTokens(VisioSettings settings, ProviderMetadata metadata, DecryptionKey decryption)
{
    private const int MaxLength = 64 << 10;
    private readonly JsonWebTokenHandler _handler = new() { MaximumTokenSizeInBytes = MaxLength };

    /// <summary>The claims of a token whose signature is the provider's. What they say was not checked.</summary>
    /// <param name="token">Compact form: a JWS, or a JWE around one.</param>
    /// <param name="type">What the header's <c>typ</c> must say, without case (RFC 8725 §3.11); null where any will do.</param>
    /// <param name="cancellationToken">Ends the wait for keys.</param>
    /// <exception cref="OidcException">It is not a token of the provider; or the keys cannot be had.</exception>
    public Task<TokenClaims> VerifyAsync(string token, string? type, CancellationToken cancellationToken) =>
        VerifyAsync(token, type, settings.Oidc.ClientSecret, cancellationToken);

    /// <summary>The same for another client than the one that people sign in with: <paramref name="secret"/> is that client's.</summary>
    public async Task<TokenClaims> VerifyAsync(string token, string? type, string secret, CancellationToken cancellationToken)
    {
        if (token.Length > MaxLength)
        {
            throw OidcException.Untrusted("The token is too long.");
        }

        var signed = DecryptionKey.IsEncrypted(token) ? decryption.Decrypt(token) : token;
        var (header, claims) = Read(signed);
        if (header.Text("alg") is not { } algorithm || algorithm != settings.Oidc.SigningAlgorithm)
        {
            throw OidcException.Untrusted($"The token is signed with another algorithm than {settings.Oidc.SigningAlgorithm}.");
        }

        // RFC 7515 §4.1.11: an extension that is critical and not understood. We understand none.
        if (header.Has("crit") || (type is not null && !IsType(header.Text("typ"), type)))
        {
            throw OidcException.Untrusted("The token is of another kind.");
        }

        var result = await _handler.ValidateTokenAsync(signed, new TokenValidationParameters
        {
            ValidAlgorithms = [algorithm],
            IssuerSigningKeys = await KeysAsync(header.Text("kid"), secret, cancellationToken),
            TryAllIssuerSigningKeys = true,
            RequireSignedTokens = true,
            ValidateIssuer = false,
            ValidateAudience = false,
            ValidateLifetime = false,
            LogValidationExceptions = false,
        });
        return result.IsValid ? claims : throw OidcException.Untrusted("The signature of the token is not the provider's.", result.Exception);
    }

    private async Task<IReadOnlyList<SecurityKey>> KeysAsync(string? id, string secret, CancellationToken cancellationToken)
    {
        if (settings.Oidc.SigningAlgorithm == SecurityAlgorithms.HmacSha256)
        {
            return [new SymmetricSecurityKey(Encoding.UTF8.GetBytes(secret))];
        }

        var keys = Matching(await metadata.CurrentAsync(cancellationToken), id);
        if (keys.Count == 0)
        {
            keys = Matching(await metadata.RefreshedAsync(cancellationToken), id);
        }

        return keys.Count > 0 ? keys : throw OidcException.Untrusted("The provider has no such key.");
    }

    private List<SecurityKey> Matching(OpenIdConnectConfiguration provider, string? id) =>
    [
        .. provider.JsonWebKeySet?.Keys.Where(key => (id is null || key.Kid == id)
            && key.Use is null or "" or JsonWebKeyUseNames.Sig
            && (string.IsNullOrEmpty(key.Alg) || key.Alg == settings.Oidc.SigningAlgorithm)
            && settings.Oidc.SigningAlgorithm switch
            {
                SecurityAlgorithms.EcdsaSha256 => key is { Kty: JsonWebAlgorithmsKeyTypes.EllipticCurve, Crv: "P-256" },
                _ => key.Kty == JsonWebAlgorithmsKeyTypes.RSA,
            }) ?? [],
    ];

    private static (TokenClaims Header, TokenClaims Claims) Read(string token)
    {
        try
        {
            return token.Split('.') is [var header, var claims, { Length: > 0 }]
                ? (TokenClaims.Parse(Base64Url.DecodeFromChars(header)), TokenClaims.Parse(Base64Url.DecodeFromChars(claims)))
                : throw OidcException.Untrusted("The token is not signed.");
        }
        catch (Exception malformed) when (malformed is FormatException or JsonException)
        {
            throw OidcException.Untrusted("The token is malformed.", malformed);
        }
    }

    private static bool IsType(string? found, string expected) =>
        string.Equals(found, expected, StringComparison.OrdinalIgnoreCase)
        || string.Equals(found, "application/" + expected, StringComparison.OrdinalIgnoreCase);
}
