using Visio.Server.Policies;

namespace Visio.Server.Rooms;

/// <summary>Changes who may do what in a room; what is absent stays as it is.</summary>
internal sealed record RoomRightsChange(
    Audience? Microphone = null,
    Audience? Camera = null,
    Audience? ScreenShare = null,
    Audience? Chat = null,
    Audience? MuteOthers = null,
    Audience? Record = null)
{
    public RoomRights ApplyTo(RoomRights rights) => new()
    {
        Microphone = Microphone ?? rights.Microphone,
        Camera = Camera ?? rights.Camera,
        ScreenShare = ScreenShare ?? rights.ScreenShare,
        Chat = Chat ?? rights.Chat,
        MuteOthers = MuteOthers ?? rights.MuteOthers,
        Record = Record ?? rights.Record,
    };
}
