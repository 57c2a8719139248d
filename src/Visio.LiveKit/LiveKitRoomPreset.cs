using Visio.LiveKit.Protocol;

namespace Visio.LiveKit;

/// <summary>Configurations of rooms as operators write them.</summary>
public static class LiveKitRoomPreset
{
    /// <summary>Reads the name of a configuration; false where it is none (protojson of RoomConfiguration), or has no name.</summary>
    public static bool TryReadName(string json, out string name)
    {
        name = ProtoJson.TryParse(json, out RoomConfiguration configuration) ? configuration.Name : "";
        return name.Length > 0;
    }
}
