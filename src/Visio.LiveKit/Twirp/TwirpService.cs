using Visio.LiveKit.Tokens;

namespace Visio.LiveKit.Twirp;

/// <summary>A Twirp service: its methods by name.</summary>
internal abstract class TwirpService(string name)
{
    /// <summary>The name, as it stands in the path after <c>livekit.</c></summary>
    public string Name { get; } = name;

    public Dictionary<string, TwirpMethod> Methods { get; } = new(StringComparer.Ordinal);

    protected static bool IsAdmin(string room, AccessToken token) => token.Video is { RoomAdmin: true } grant && grant.Room == room;
}
