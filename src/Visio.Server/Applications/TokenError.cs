using System.Text.Json.Serialization;

namespace Visio.Server.Applications;

/// <summary>Why no access token is given, in the form of RFC 6749 section 5.2.</summary>
/// <param name="Error">One of the codes of that section.</param>
/// <param name="Description">For the developer who reads it.</param>
internal sealed record TokenError(
    [property: JsonPropertyName("error")] string Error, [property: JsonPropertyName("error_description")] string Description)
{
    public static TokenError InvalidClient => new("invalid_client", "The client id or the secret is wrong, or the application was disabled.");

    public static TokenError UnsupportedGrantType => new("unsupported_grant_type", "grant_type must be client_credentials.");

    public static TokenError InvalidScope => new("invalid_scope", "The application was not given one of these scopes.");

    [JsonIgnore]
    public int Status => Error == "invalid_client" ? StatusCodes.Status401Unauthorized : StatusCodes.Status400BadRequest;

    public static TokenError InvalidRequest(string description) => new("invalid_request", description);

    public static TokenError InvalidGrant(string description) => new("invalid_grant", description);

    public static TokenError UnauthorizedClient(string description) => new("unauthorized_client", description);
}
