using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Visio.Server.Accounts.Oidc;

/// <summary>What the claims of a token of the provider must say (OpenID Connect Core 1.0 §3.1.3.7). Pure.</summary>
internal static class IdTokenRules
{
    /// <summary>How far the provider's clock and ours may be apart.</summary>
    public static readonly TimeSpan Skew = TimeSpan.FromSeconds(60);

    /// <summary>For any token of the provider: that it is the provider's and for us.</summary>
    /// <exception cref="OidcException">It is not.</exception>
    public static void CheckOrigin(TokenClaims claims, string issuer, string clientId)
    {
        Demand(claims.Text("iss") == issuer, "another issuer");
        var audience = claims.Texts("aud");
        Demand(audience.Contains(clientId, StringComparer.Ordinal), "another audience");

        // §3.1.3.7 points 4 and 5: with several audiences it must say which one it was given to.
        var party = claims.Text("azp");
        Demand(party is null ? audience.Count == 1 && !claims.Has("azp") : party == clientId, "another authorized party");
    }

    /// <summary>For any token of the provider that has a time: that this time is now.</summary>
    /// <exception cref="OidcException">It is not.</exception>
    public static void CheckTime(TokenClaims claims, DateTimeOffset now)
    {
        Demand(claims.Time("exp") is { } expires && expires + Skew > now, "expired");
        Demand(claims.Time("iat") is { } issued && issued - Skew <= now, "from the future");
        Demand(!claims.Has("nbf") || (claims.Time("nbf") is { } from && from - Skew <= now), "not valid yet");
    }

    /// <summary>Everything else of an ID token.</summary>
    /// <param name="claims">Of the ID token; its signature was checked.</param>
    /// <param name="nonce">That of the attempt.</param>
    /// <param name="accessToken">What came with it.</param>
    /// <param name="maxAge">How long ago the person may have signed in; zero means any time.</param>
    /// <param name="now">The time.</param>
    /// <exception cref="OidcException">Something is wrong with it.</exception>
    public static void CheckSignIn(TokenClaims claims, string nonce, string accessToken, TimeSpan maxAge, DateTimeOffset now)
    {
        Demand(claims.Text("nonce") == nonce, "for another attempt (nonce)");
        Demand(claims.Text("sub") is { Length: <= 255 }, "without a subject");
        if (claims.Has("at_hash"))
        {
            // §3.1.3.6: the left half of the hash that the signature uses, SHA-256 for every algorithm we accept.
            var half = SHA256.HashData(Encoding.ASCII.GetBytes(accessToken)).AsSpan(0, 16);
            Demand(claims.Text("at_hash") == Base64Url.EncodeToString(half), "for another access token (at_hash)");
        }

        var signedIn = claims.Time("auth_time");
        Demand(signedIn is null || signedIn - Skew <= now, "about a sign-in of the future");
        Demand(maxAge == TimeSpan.Zero || (signedIn is not null && signedIn + maxAge + Skew > now), "about a sign-in too long ago");
    }

    private static void Demand(bool holds, string otherwise)
    {
        if (!holds)
        {
            throw OidcException.Untrusted($"The token is {otherwise}.");
        }
    }
}
