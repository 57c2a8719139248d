using Visio.Server.Policies;
using Visio.Server.Settings;

namespace Visio.Server.Accounts.Oidc;

/// <summary>From the code of a callback to somebody who is signed in: token endpoint, ID token, userinfo endpoint.</summary>
internal sealed class CodeExchange(
    VisioSettings settings,
    ProviderMetadata metadata,
    ProviderConnection connection,
    ProviderTokens tokens,
    TokenSeal seal,
    PolicyStore policies,
    TimeProvider time)
{
    /// <exception cref="OidcException">The provider refused the code, or what it sent must not be believed.</exception>
    public async Task<CompletedSignIn> CompleteAsync(string code, SignInAttempt attempt, string redirectUri, CancellationToken cancellationToken)
    {
        var oidc = settings.Oidc;
        var provider = await metadata.CurrentAsync(cancellationToken);
        var answer = await connection.PostAsync(
            provider.TokenEndpoint,
            [
                new("grant_type", "authorization_code"),
                new("code", code),
                new("redirect_uri", redirectUri),
                new("code_verifier", attempt.Verifier),
                new("client_id", oidc.ClientId),
                new("client_secret", oidc.ClientSecret),
            ],
            "application/json",
            cancellationToken);
        if (!answer.IsSuccess)
        {
            throw OidcException.Untrusted($"The token endpoint answered {answer.Status} {answer.Error}.");
        }

        var granted = answer.Json();
        if (granted.Text("id_token") is not { } idToken || granted.Text("access_token") is not { } accessToken
            || !string.Equals(granted.Text("token_type"), "Bearer", StringComparison.OrdinalIgnoreCase))
        {
            throw OidcException.Untrusted("The token endpoint gave no ID token, or no bearer token.");
        }

        var claims = await tokens.VerifyAsync(idToken, type: null, cancellationToken);
        var now = time.GetUtcNow();
        IdTokenRules.CheckOrigin(claims, oidc.Issuer, oidc.ClientId);
        IdTokenRules.CheckTime(claims, now);
        IdTokenRules.CheckSignIn(claims, attempt.Nonce, accessToken, oidc.MaxAuthenticationAge, now);
        var (acr, amr) = (claims.Text("acr"), claims.Texts("amr"));
        if (!new AssuranceDemand(oidc, await policies.CurrentAsync(cancellationToken), attempt.Assurance).IsMet(acr, amr))
        {
            throw new OidcException(SignInProblems.AssuranceNotMet, $"The sign-in has acr '{acr}' and amr '{string.Join(' ', amr)}': not what was demanded.");
        }

        var subject = claims.Text("sub")!;
        var told = string.IsNullOrEmpty(provider.UserInfoEndpoint)
            ? claims
            : await UserInfoAsync(provider.UserInfoEndpoint, accessToken, subject, cancellationToken);
        return new CompletedSignIn(
            ProviderClaims.Read(told, oidc.Issuer, subject, oidc),
            new SignInProof(SignInMethod.OpenIdConnect)
            {
                Acr = acr,
                Amr = amr.Count > 0 ? string.Join(' ', amr) : null,
                Issuer = oidc.Issuer,
                Subject = subject,
                ProviderSession = claims.Text("sid"),
                SealedIdToken = seal.Seal(idToken),
                SealedRefreshToken = granted.Text("refresh_token") is { } refreshToken ? seal.Seal(refreshToken) : null,
            });
    }

    /// <summary>OpenID Connect Core 1.0 §5.3: an object as JSON, or signed, or signed and encrypted; the answer says which.</summary>
    private async Task<TokenClaims> UserInfoAsync(string endpoint, string accessToken, string subject, CancellationToken cancellationToken)
    {
        var answer = await connection.GetAsync(endpoint, accessToken, cancellationToken);
        if (!answer.IsSuccess)
        {
            throw OidcException.Untrusted($"The userinfo endpoint answered {answer.Status}.");
        }

        TokenClaims claims;
        if (string.Equals(answer.MediaType, "application/jwt", StringComparison.OrdinalIgnoreCase))
        {
            claims = await tokens.VerifyAsync(answer.Body.Trim(), type: null, cancellationToken);
            IdTokenRules.CheckOrigin(claims, settings.Oidc.Issuer, settings.Oidc.ClientId);
        }
        else
        {
            claims = answer.Json();
        }

        // §5.3.2: without this check a stolen access token would make somebody somebody else.
        return claims.Text("sub") == subject ? claims : throw OidcException.Untrusted("The userinfo endpoint speaks of somebody else.");
    }
}
