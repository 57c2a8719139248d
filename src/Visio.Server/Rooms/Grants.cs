using Visio.LiveKit;
using Visio.Server.Policies;

namespace Visio.Server.Rooms;

/// <summary>What a role may do in a room, as the media server is told: when somebody joins, and again whenever role or rights change.</summary>
internal static class Grants
{
    public static LiveRights Of(RoomRights rights, RoomRole role)
    {
        var sources = new List<LiveSource>(4);
        if (RoomRights.Has(rights.Camera, role))
        {
            sources.Add(LiveSource.Camera);
        }

        if (RoomRights.Has(rights.Microphone, role))
        {
            sources.Add(LiveSource.Microphone);
        }

        if (RoomRights.Has(rights.ScreenShare, role))
        {
            sources.AddRange([LiveSource.ScreenShare, LiveSource.ScreenShareAudio]);
        }

        return new LiveRights { PublishSources = sources, PublishData = RoomRights.Has(rights.Chat, role) };
    }
}
