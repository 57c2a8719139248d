using System.Text.Json.Serialization;

namespace Visio.Server.Accounts.Oidc;

/// <summary>Why a logout token was refused (OpenID Connect Back-Channel Logout 1.0 §2.8).</summary>
/// <param name="Error">As in OAuth 2.0.</param>
/// <param name="ErrorDescription">For the provider's log.</param>
internal sealed record LogoutRefusal(string Error, [property: JsonPropertyName("error_description")] string ErrorDescription);
