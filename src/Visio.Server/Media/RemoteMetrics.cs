using Visio.Server.Telemetry;

namespace Visio.Server.Media;

/// <summary>What is known of the media server elsewhere; it has metrics of its own.</summary>
internal sealed class RemoteMetrics(ILiveRooms liveRooms) : IMetricsSource
{
    public void Write(PrometheusText text)
    {
        var rooms = liveRooms.Rooms();
        text.Gauge("visio_rooms", "Rooms that exist.", rooms.Count);
        text.Gauge("visio_participants", "Participants in rooms.", rooms.Sum(liveRooms.CountParticipants));
        text.Gauge("visio_media_server_up", "Whether the media server has answered the last call.", liveRooms.Failure is null ? 1 : 0);
    }
}
