namespace Visio.LiveKit.Tokens;

/// <summary>The claims of a LiveKit access token (JWT, HS256).</summary>
public sealed record AccessToken
{
    /// <summary>Who: the <c>sub</c> claim.</summary>
    public string Identity { get; init; } = "";

    /// <summary>The display name.</summary>
    public string Name { get; init; } = "";

    /// <summary>What its holder may do; null when the token has no <c>video</c> claim.</summary>
    public VideoGrant? Video { get; init; }

    /// <summary>What its holder may do with telephones; null when the token has no <c>sip</c> claim.</summary>
    public SipGrant? Sip { get; init; }

    /// <summary>The participant's first metadata.</summary>
    public string Metadata { get; init; } = "";

    /// <summary>The participant's first attributes.</summary>
    public IReadOnlyDictionary<string, string> Attributes { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>The participant's kind: <c>standard</c>, <c>agent</c>, <c>egress</c>, …; empty means standard.</summary>
    public string Kind { get; init; } = "";

    /// <summary>The configuration of the room that this join may create, as protojson of RoomConfiguration; empty means none.</summary>
    public string RoomConfig { get; init; } = "";

    /// <summary>The name of the configuration of the room that this join may create; empty means none.</summary>
    public string RoomPreset { get; init; } = "";

    /// <summary>The SHA-256 of the body that the token came with, in base64: of webhooks; else empty.</summary>
    public string Sha256 { get; init; } = "";

    /// <summary>Signs the token.</summary>
    /// <param name="apiKey">Becomes the <c>iss</c> claim.</param>
    /// <param name="apiSecret">The HMAC key.</param>
    /// <param name="now">The time it is valid from.</param>
    /// <param name="lifetime">How long it is valid.</param>
    public string Sign(string apiKey, string apiSecret, DateTimeOffset now, TimeSpan lifetime) =>
        TokenCodec.Sign(this, apiKey, apiSecret, now, lifetime);
}
