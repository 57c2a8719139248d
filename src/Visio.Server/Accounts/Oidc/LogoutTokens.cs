using System.Collections.Concurrent;
using Visio.Server.Settings;

namespace Visio.Server.Accounts.Oidc;

/// <summary>Reads logout tokens (OpenID Connect Back-Channel Logout 1.0 §2.6), each once. Any thread.</summary>
internal sealed class LogoutTokens(VisioSettings settings, ProviderTokens tokens, TimeProvider time)
{
    private const string Event = "http://schemas.openid.net/event/backchannel-logout";

    /// <summary>A token that lives longer is refused, so that what was seen need not be remembered for ever.</summary>
    private static readonly TimeSpan MaxLifetime = TimeSpan.FromMinutes(10);

    private readonly ConcurrentDictionary<string, DateTimeOffset> _seen = new(StringComparer.Ordinal);

    /// <summary>Whom the provider signs out: a subject, a session of the provider, or both.</summary>
    /// <exception cref="OidcException">It is no logout token of the provider, or was used before.</exception>
    public async Task<(string? Subject, string? ProviderSession)> ReadAsync(string token, CancellationToken cancellationToken)
    {
        var claims = await tokens.VerifyAsync(token, "logout+jwt", cancellationToken);
        var now = time.GetUtcNow();
        IdTokenRules.CheckOrigin(claims, settings.Oidc.Issuer, settings.Oidc.ClientId);
        IdTokenRules.CheckTime(claims, now);
        var (subject, session) = (claims.Text("sub"), claims.Text("sid"));

        // §2.4: a nonce would make it look like an ID token, and an ID token be taken for it.
        if (claims.Has("nonce") || claims.Object("events")?.Object(Event) is null || (subject is null && session is null)
            || claims.Text("jti") is not { Length: <= 256 } id || claims.Time("exp") is not { } expires || expires - now > MaxLifetime)
        {
            throw OidcException.Untrusted("The token is no logout token.");
        }

        Forget(now);
        return _seen.TryAdd(id, expires + IdTokenRules.Skew)
            ? (subject, session)
            : throw OidcException.Untrusted("The logout token was used before.");
    }

    private void Forget(DateTimeOffset now)
    {
        foreach (var (id, until) in _seen)
        {
            if (until < now)
            {
                _seen.TryRemove(id, out _);
            }
        }
    }
}
