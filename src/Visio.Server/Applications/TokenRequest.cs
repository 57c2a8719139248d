using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Visio.Server.Applications;

/// <summary>What an application asks for at the token endpoint (RFC 6749 section 4.4.2), as a form or as JSON.</summary>
internal sealed record TokenRequest
{
    private static readonly JsonSerializerOptions Json = new() { AllowDuplicateProperties = false };

    [JsonPropertyName("grant_type")]
    public string? GrantType { get; init; }

    [JsonPropertyName("client_id")]
    public string? ClientId { get; init; }

    [JsonPropertyName("client_secret")]
    public string? ClientSecret { get; init; }

    /// <summary>Separated by blanks; all of the application's where it is missing.</summary>
    [JsonPropertyName("scope")]
    public string? Scope { get; init; }

    /// <summary>The e-mail address of the user to act for.</summary>
    [JsonPropertyName("act_for")]
    public string? ActFor { get; init; }

    /// <summary>The request, with the credentials in it wherever they stood; or what is wrong with it.</summary>
    public static async Task<(TokenRequest? Request, TokenError? Refusal)> ReadAsync(HttpRequest http, CancellationToken cancellationToken)
    {
        var (request, problem) = http.HasFormContentType ? await FromFormAsync(http, cancellationToken) : await FromJsonAsync(http, cancellationToken);
        if (request is null)
        {
            return (null, TokenError.InvalidRequest(problem!));
        }

        if (!AuthenticationHeaderValue.TryParse(http.Headers.Authorization, out var header) || !"Basic".Equals(header.Scheme, StringComparison.OrdinalIgnoreCase))
        {
            return (request, null);
        }

        // RFC 6749 section 2.3: not more than one way to authenticate in one request.
        if (request.ClientSecret is not null)
        {
            return (null, TokenError.InvalidRequest("The secret stands in the header and in the body."));
        }

        return TryReadBasic(header.Parameter, out var id, out var secret) && (request.ClientId is null || request.ClientId == id)
            ? (request with { ClientId = id, ClientSecret = secret }, null)
            : (null, TokenError.InvalidClient);
    }

    private static async Task<(TokenRequest?, string?)> FromFormAsync(HttpRequest http, CancellationToken cancellationToken)
    {
        IFormCollection form;
        try
        {
            form = await http.ReadFormAsync(cancellationToken);
        }
        catch (Exception unreadable) when (unreadable is InvalidDataException or IOException)
        {
            return (null, "The form cannot be read.");
        }

        // RFC 6749 section 3.2: no parameter more than once; one without a value counts as left out.
        string? One(string name) => form[name] is [{ Length: > 0 } value] ? value : null;
        return form.Any(field => field.Value.Count > 1)
            ? (null, "A parameter stands there twice.")
            : (new()
            {
                GrantType = One("grant_type"),
                ClientId = One("client_id"),
                ClientSecret = One("client_secret"),
                Scope = One("scope"),
                ActFor = One("act_for"),
            }, null);
    }

    private static async Task<(TokenRequest?, string?)> FromJsonAsync(HttpRequest http, CancellationToken cancellationToken)
    {
        if (!http.HasJsonContentType())
        {
            return (null, "Send application/x-www-form-urlencoded or application/json.");
        }

        try
        {
            var request = await JsonSerializer.DeserializeAsync<TokenRequest>(http.Body, Json, cancellationToken);
            return (request, request is null ? "The request is null." : null);
        }
        catch (JsonException)
        {
            return (null, "The JSON cannot be read.");
        }
    }

    /// <summary>RFC 7617, with both parts encoded as in a form (RFC 6749 section 2.3.1).</summary>
    private static bool TryReadBasic(string? parameter, out string id, out string secret)
    {
        (id, secret) = ("", "");
        var bytes = new byte[parameter?.Length ?? 0];
        if (!Convert.TryFromBase64String(parameter ?? "", bytes, out var length)
            || Encoding.UTF8.GetString(bytes, 0, length).Split(':', 2) is not [var first, var second])
        {
            return false;
        }

        (id, secret) = (Decode(first), Decode(second));
        return true;
    }

    private static string Decode(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));
}
