using System.Text.Json.Serialization;

namespace Visio.Server.Applications;

/// <summary>An access token as RFC 6749 section 5.1 gives it.</summary>
/// <param name="AccessToken">To be sent as <c>Authorization: Bearer</c> (RFC 6750 section 2.1). Opaque.</param>
/// <param name="TokenType"><c>Bearer</c>.</param>
/// <param name="ExpiresIn">In seconds.</param>
/// <param name="Scope">What it may do, separated by blanks.</param>
internal sealed record TokenAnswer(
    [property: JsonPropertyName("access_token")] string AccessToken,
    [property: JsonPropertyName("token_type")] string TokenType,
    [property: JsonPropertyName("expires_in")] int ExpiresIn,
    [property: JsonPropertyName("scope")] string Scope);
