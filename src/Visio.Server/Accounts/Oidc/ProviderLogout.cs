using System.Buffers.Text;
using System.Security.Cryptography;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.EntityFrameworkCore;
using Visio.Server.Data;
using Visio.Server.Settings;

namespace Visio.Server.Accounts.Oidc;

/// <summary>Signing out at the provider too (OpenID Connect RP-Initiated Logout 1.0).</summary>
internal sealed class ProviderLogout(VisioDb db, VisioSettings settings, ProviderMetadata metadata, TokenSeal seal)
{
    /// <summary>
    /// Where the browser must go to end the provider's session; null where there is none, or the provider does not answer. To be asked
    /// before the session ends, for its ID token goes with it.
    /// </summary>
    public async Task<string?> LocationAsync(HttpContext context, string sessionId, CancellationToken cancellationToken)
    {
        var session = await db.Sessions.AsNoTracking().SingleOrDefaultAsync(s => s.Id == sessionId, cancellationToken);
        if (session?.Issuer is null || session.Issuer != settings.Oidc.Issuer || seal.Open(session.SealedIdToken) is not { } idToken)
        {
            return null;
        }

        try
        {
            var provider = await metadata.CurrentAsync(cancellationToken);
            return string.IsNullOrEmpty(provider.EndSessionEndpoint) ? null : QueryHelpers.AddQueryString(provider.EndSessionEndpoint, new Dictionary<string, string?>
            {
                ["id_token_hint"] = idToken,
                ["post_logout_redirect_uri"] = OidcEndpoints.AddressOf(context, "signed-out"),

                // Asked for by ProConnect. Whoever comes back is shown the start page, so there is nothing to compare it with.
                ["state"] = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32)),
            });
        }
        catch (OidcException)
        {
            return null;
        }
    }
}
