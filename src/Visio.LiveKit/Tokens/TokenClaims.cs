using System.Text.Json;

namespace Visio.LiveKit.Tokens;

/// <summary>The claims of an access token as they stand in its JSON.</summary>
internal sealed record TokenClaims
{
    public string? Sub { get; init; }

    public string? Jti { get; init; }

    public string? Name { get; init; }

    public string? Metadata { get; init; }

    public string? Kind { get; init; }

    public string? Sha256 { get; init; }

    public VideoGrant? Video { get; init; }

    public SipGrant? Sip { get; init; }

    public string? RoomPreset { get; init; }

    public Dictionary<string, string>? Attributes { get; init; }

    public JsonElement? RoomConfig { get; init; }
}
