using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Visio.LiveKit.Tokens;

/// <summary>Between <see cref="AccessToken"/> and the claims of a JWT (RFC 7519).</summary>
internal static class TokenCodec
{
    // The block size of SHA-256.
    private const int ShortestKey = 64;

    /// <summary>
    /// The HMAC key of a secret. The JWT library refuses keys of less than 32 bytes and LiveKit's well-known development secret has
    /// six; zeros up to the block size do not change an HMAC, which pads with them itself (RFC 2104 §2).
    /// </summary>
    public static SymmetricSecurityKey Key(string secret)
    {
        var bytes = Encoding.UTF8.GetBytes(secret);
        Array.Resize(ref bytes, Math.Max(bytes.Length, ShortestKey));
        return new(bytes);
    }

    public static string Sign(AccessToken token, string apiKey, string apiSecret, DateTimeOffset now, TimeSpan lifetime)
    {
        var claims = new JsonObject
        {
            ["iss"] = apiKey,
            ["nbf"] = now.ToUnixTimeSeconds(),
            ["iat"] = now.ToUnixTimeSeconds(),
            ["exp"] = (now + lifetime).ToUnixTimeSeconds(),
        };
        Add(claims, "sub", token.Identity);
        Add(claims, "name", token.Name);
        Add(claims, "metadata", token.Metadata);
        Add(claims, "kind", token.Kind);
        Add(claims, "sha256", token.Sha256);
        if (token.Attributes.Count > 0)
        {
            claims["attributes"] = new JsonObject(token.Attributes.Select(a => KeyValuePair.Create(a.Key, (JsonNode?)a.Value)));
        }

        if (token.Video is not null)
        {
            claims["video"] = Video(token.Video);
        }

        if (token.Sip is not null)
        {
            claims["sip"] = JsonSerializer.SerializeToNode(token.Sip, TokenJson.Default.SipGrant);
        }

        Add(claims, "roomPreset", token.RoomPreset);
        if (token.RoomConfig.Length > 0)
        {
            claims["roomConfig"] = JsonNode.Parse(token.RoomConfig);
        }

        return new JsonWebTokenHandler().CreateToken(
            claims.ToJsonString(), new SigningCredentials(Key(apiSecret), SecurityAlgorithms.HmacSha256));
    }

    /// <summary>Reads the claims of a token whose signature was verified.</summary>
    /// <exception cref="JsonException">A claim has a form it cannot have.</exception>
    public static AccessToken Read(JsonWebToken token)
    {
        var claims = JsonSerializer.Deserialize(Base64UrlEncoder.DecodeBytes(token.EncodedPayload), TokenJson.Default.TokenClaims)
            ?? throw new JsonException("no claims");
        return new AccessToken
        {
            // Tokens of old SDKs carry the identity in jti.
            Identity = !string.IsNullOrEmpty(claims.Sub) ? claims.Sub : claims.Jti ?? "",
            Name = claims.Name ?? "",
            Metadata = claims.Metadata ?? "",
            Kind = claims.Kind ?? "",
            Sha256 = claims.Sha256 ?? "",
            Video = claims.Video is { } grant ? Complete(grant) : null,
            Sip = claims.Sip,
            RoomPreset = claims.RoomPreset ?? "",
            Attributes = (claims.Attributes ?? []).ToDictionary(a => a.Key, a => a.Value ?? "", StringComparer.Ordinal),
            RoomConfig = claims.RoomConfig is { ValueKind: JsonValueKind.Object } config ? config.GetRawText() : "",
        };
    }

    // What a token leaves out, and what it says is null, comes out of the deserializer as null.
    private static VideoGrant Complete(VideoGrant grant) => grant with
    {
        Room = grant.Room ?? "",
        DestinationRoom = grant.DestinationRoom ?? "",
        CanPublishSources = [.. (grant.CanPublishSources ?? []).Where(s => s is not null)],
    };

    private static JsonObject Video(VideoGrant grant)
    {
        var claim = (JsonObject)JsonSerializer.SerializeToNode(grant, TokenJson.Default.VideoGrant)!;
        foreach (var name in claim.Where(c => c.Value is JsonArray { Count: 0 } || c.Value?.ToString() is "").Select(c => c.Key).ToArray())
        {
            claim.Remove(name);
        }

        return claim;
    }

    private static void Add(JsonObject claims, string name, string value)
    {
        if (value.Length > 0)
        {
            claims[name] = value;
        }
    }
}
