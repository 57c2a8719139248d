using Visio.LiveKit.Protocol;

namespace Visio.LiveKit.Rooms;

/// <summary>
/// Tells participants how well they and those they receive are connected: what has changed, every few seconds. A participant whose
/// transport is silent is POOR; LOST is never said, because clients answer it with a full reconnect.
/// </summary>
internal sealed class QualityReports(RoomState room)
{
    // The MOS of the reference's best and of its poor class.
    private const float ExcellentScore = 4.5f;
    private const float PoorScore = 1.5f;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);
    private DateTimeOffset _next;

    public void Tick()
    {
        if (room.Now < _next)
        {
            return;
        }

        _next = room.Now + Interval;
        foreach (var p in room.Participants.Values.Where(p => p.State == ParticipantInfo.Types.State.Active && p.Session is not null))
        {
            Tell(p);
        }
    }

    private static void Tell(Participant viewer)
    {
        var seen = viewer.Subscriptions.Values.Where(s => s.Id is not null).Select(s => s.Track.Owner).Distinct().Prepend(viewer);
        var update = new ConnectionQualityUpdate();
        foreach (var p in seen)
        {
            var quality = p.IsMediaLost ? ConnectionQuality.Poor : ConnectionQuality.Excellent;
            if (!viewer.ToldQuality.TryGetValue(p.Sid, out var told) || told != quality)
            {
                viewer.ToldQuality[p.Sid] = quality;
                update.Updates.Add(new ConnectionQualityInfo
                {
                    ParticipantSid = p.Sid,
                    Quality = quality,
                    Score = p.IsMediaLost ? PoorScore : ExcellentScore,
                });
            }
        }

        if (update.Updates.Count > 0)
        {
            viewer.Send(new() { ConnectionQuality = update });
        }
    }
}
