using System.Text.Json;

namespace Visio.Server.Accounts.Oidc;

/// <summary>What the provider answered.</summary>
/// <param name="Status">The HTTP status, below 500.</param>
/// <param name="MediaType">Without parameters; null where the answer says none.</param>
/// <param name="Body">At most 1 MiB.</param>
internal sealed record ProviderAnswer(int Status, string? MediaType, string Body)
{
    public bool IsSuccess => Status is >= 200 and < 300;

    /// <summary>The <c>error</c> of RFC 6749 §5.2; null where there is none.</summary>
    public string? Error => TryReadJson() is { } json ? json.Text("error") : null;

    /// <exception cref="OidcException">The body is no JSON object.</exception>
    public TokenClaims Json() => TryReadJson() ?? throw OidcException.Untrusted("The provider's answer is no JSON object.");

    private TokenClaims? TryReadJson()
    {
        try
        {
            return TokenClaims.Parse(Body);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
