using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Caching.Memory;
using Visio.Server.Accounts;
using Visio.Server.Accounts.Oidc;
using Visio.Server.Settings;

namespace Visio.Server.Applications.ResourceServer;

/// <summary>
/// Asks the identity provider about access tokens that it gave to other applications: RFC 7662, with signed answers RFC 9701. What it
/// answers is believed for seconds, good or bad, so that neither a busy application nor made-up tokens become a burden for it. Any thread.
/// </summary>
internal sealed class ProviderIntrospection(
    VisioSettings settings, ProviderMetadata metadata, ProviderConnection connection, ProviderTokens tokens, TimeProvider time, ILogger<ProviderIntrospection> logger)
    : IDisposable
{
    private const string Signed = "application/token-introspection+jwt";
    private const int MaxLength = 8192;
    private const int MaxKept = 10_000;
    private const int AtOnce = 16;

    private readonly MemoryCache _answers = new(new MemoryCacheOptions { SizeLimit = MaxKept });
    private readonly SemaphoreSlim _asking = new(AtOnce);

    /// <summary>Null where the token is not good for us.</summary>
    /// <exception cref="OidcException">The provider does not answer.</exception>
    public async Task<IntrospectedToken?> AskAsync(string token, CancellationToken cancellationToken)
    {
        var own = settings.Oidc.ResourceServer;
        if (settings.Oidc.Issuer.Length == 0 || own.ClientId.Length == 0 || token.Length is 0 or > MaxLength)
        {
            return null;
        }

        var key = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)));
        if (_answers.TryGetValue(key, out IntrospectedToken? kept))
        {
            return kept;
        }

        await _asking.WaitAsync(cancellationToken);
        try
        {
            if (_answers.TryGetValue(key, out kept))
            {
                return kept;
            }

            var (found, until) = await AskProviderAsync(token, cancellationToken);
            var lifetime = own.CacheLifetime;
            if (until - time.GetUtcNow() is var left && left < lifetime)
            {
                lifetime = left.Value;
            }

            if (lifetime > TimeSpan.Zero)
            {
                _answers.Set(key, found, new MemoryCacheEntryOptions { AbsoluteExpirationRelativeToNow = lifetime, Size = 1 });
            }

            return found;
        }
        finally
        {
            _asking.Release();
        }
    }

    public void Dispose()
    {
        _answers.Dispose();
        _asking.Dispose();
    }

    private async Task<(IntrospectedToken? Found, DateTimeOffset? Until)> AskProviderAsync(string token, CancellationToken cancellationToken)
    {
        var own = settings.Oidc.ResourceServer;
        var endpoint = (await metadata.CurrentAsync(cancellationToken)).IntrospectionEndpoint;
        if (string.IsNullOrEmpty(endpoint))
        {
            throw OidcException.Unavailable("The provider has no introspection endpoint.");
        }

        var answer = await connection.PostAsync(
            endpoint,
            [new("client_id", own.ClientId), new("client_secret", own.ClientSecret), new("token", token)],
            own.SignedAnswers ? Signed : "application/json",
            cancellationToken);
        if (!answer.IsSuccess)
        {
            throw OidcException.Unavailable($"The introspection endpoint answered {answer.Status} {answer.Error}.");
        }

        try
        {
            var about = await ReadAsync(answer, cancellationToken);
            return (Accept(about), about.Time("exp"));
        }
        catch (OidcException untrusted) when (untrusted.Problem != SignInProblems.ProviderUnavailable)
        {
            logger.LogWarning("An answer of the introspection endpoint was not believed: {Reason}", untrusted.Message);
            return (null, null);
        }
    }

    private async Task<TokenClaims> ReadAsync(ProviderAnswer answer, CancellationToken cancellationToken)
    {
        var own = settings.Oidc.ResourceServer;
        if (!own.SignedAnswers)
        {
            // RFC 7662 §2.2: who issued the token and for whom may be said; where it is, it counts.
            var plain = answer.Json();
            var audience = plain.Texts("aud");
            return (plain.Has("iss") && plain.Text("iss") != settings.Oidc.Issuer)
                || (audience.Count > 0 && !audience.Contains(own.ClientId, StringComparer.Ordinal))
                ? throw OidcException.Untrusted("The token is another provider's, or for another audience.")
                : plain;
        }

        if (!string.Equals(answer.MediaType, Signed, StringComparison.OrdinalIgnoreCase))
        {
            throw OidcException.Untrusted("The answer is not signed.");
        }

        // RFC 9701 §5 and §8.1: an answer for another resource server is none for us, and neither is an old one.
        var claims = await tokens.VerifyAsync(answer.Body.Trim(), "token-introspection+jwt", own.ClientSecret, cancellationToken);
        IdTokenRules.CheckOrigin(claims, settings.Oidc.Issuer, own.ClientId);
        var age = time.GetUtcNow() - claims.Time("iat");
        return age is { } known && known.Duration() <= IdTokenRules.Skew && claims.Object("token_introspection") is { } about
            ? about
            : throw OidcException.Untrusted("The answer is old, or says nothing about the token.");
    }

    private IntrospectedToken? Accept(TokenClaims about)
    {
        var prefix = settings.Oidc.ResourceServer.BaseScope;
        var scopes = (about.Text("scope") ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (about.Flag("active") != true || about.Text("sub") is not { Length: <= 255 } subject || about.Text("client_id") is not { } client
            || !scopes.Contains(prefix, StringComparer.OrdinalIgnoreCase)
            || (about.Has("exp") && !(about.Time("exp") > time.GetUtcNow())))
        {
            return null;
        }

        var actions = scopes.Where(scope => scope.StartsWith(prefix + ":", StringComparison.OrdinalIgnoreCase)).Select(scope => scope[(prefix.Length + 1)..]);
        return new IntrospectedToken(subject, client, actions.Select(ScopeOf).OfType<string>().ToHashSet(StringComparer.Ordinal));
    }

    /// <summary>The suite's name of an action, as one of ours; null for what we have not.</summary>
    private static string? ScopeOf(string action) => action.ToLowerInvariant() switch
    {
        "rooms:list" or "rooms:retrieve" => ApiScopes.RoomsRead,
        "rooms:create" => ApiScopes.RoomsCreate,
        "rooms:update" => ApiScopes.RoomsUpdate,
        "rooms:delete" => ApiScopes.RoomsDelete,
        _ => null,
    };
}
