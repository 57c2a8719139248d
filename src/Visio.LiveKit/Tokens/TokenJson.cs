using System.Text.Json.Serialization;

namespace Visio.LiveKit.Tokens;

/// <summary>Serializers for the claims: camel case, defaults left out.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(TokenClaims))]
[JsonSerializable(typeof(VideoGrant))]
[JsonSerializable(typeof(SipGrant))]
internal sealed partial class TokenJson : JsonSerializerContext;
