using System.Text.Json;

namespace Visio.Server.Accounts.Oidc;

/// <summary>A JSON object that somebody else wrote: a claim of another type than expected counts as missing.</summary>
internal sealed class TokenClaims
{
    private readonly JsonElement _object;

    private TokenClaims(JsonElement claims) => _object = claims;

    /// <exception cref="JsonException">The text is no JSON object.</exception>
    public static TokenClaims Parse(ReadOnlyMemory<byte> json) => Of(JsonDocument.Parse(json));

    /// <exception cref="JsonException">The text is no JSON object.</exception>
    public static TokenClaims Parse(string json) => Of(JsonDocument.Parse(json));

    public bool Has(string name) => _object.TryGetProperty(name, out _);

    /// <summary>A text that is not empty.</summary>
    public string? Text(string name) =>
        _object.TryGetProperty(name, out var claim) && claim.ValueKind == JsonValueKind.String && claim.GetString() is { Length: > 0 } text ? text : null;

    /// <summary>A text alone, or a list of texts: how <c>aud</c> is written (RFC 7519 §4.1.3).</summary>
    public IReadOnlyList<string> Texts(string name)
    {
        if (Text(name) is { } one)
        {
            return [one];
        }

        return _object.TryGetProperty(name, out var claim) && claim.ValueKind == JsonValueKind.Array
            ? [.. claim.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.String).Select(item => item.GetString()!)]
            : [];
    }

    public bool? Flag(string name) => _object.TryGetProperty(name, out var claim)
        ? claim.ValueKind switch
        {
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            // Some providers write the flag as a text.
            JsonValueKind.String => string.Equals(claim.GetString(), "true", StringComparison.OrdinalIgnoreCase),
            _ => null,
        }
        : null;

    /// <summary>Seconds since 1970 (RFC 7519 §2, NumericDate).</summary>
    public DateTimeOffset? Time(string name) =>
        _object.TryGetProperty(name, out var claim) && claim.ValueKind == JsonValueKind.Number && claim.TryGetDouble(out var seconds)
            && seconds is >= 0 and < 253_402_300_800
            ? DateTimeOffset.FromUnixTimeMilliseconds((long)(seconds * 1000))
            : null;

    public TokenClaims? Object(string name) =>
        _object.TryGetProperty(name, out var claim) && claim.ValueKind == JsonValueKind.Object ? new(claim) : null;

    private static TokenClaims Of(JsonDocument document) => document.RootElement.ValueKind == JsonValueKind.Object
        ? new(document.RootElement)
        : throw new JsonException("Not an object.");
}
