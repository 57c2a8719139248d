using Visio.LiveKit.Protocol;
using Visio.Sfu;

namespace Visio.LiveKit.Rooms;

/// <summary>
/// Tells participants how well they and those they receive are connected: what has changed, every few seconds. A participant is as good as
/// the worst of its tracks. One whose transport is silent is POOR; LOST is never said, because clients answer it with a full reconnect.
/// </summary>
internal sealed class QualityReports(RoomState room)
{
    private const double Excellent = 80;
    private const double Good = 40;
    private const double Lost = 25;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);
    private DateTimeOffset _next;

    /// <summary>Once a second: asks the media loop how things went, every few seconds.</summary>
    public void Tick()
    {
        if (room.Now >= _next)
        {
            _next = room.Now + Interval;
            room.Media.Measure();
        }
    }

    /// <summary>The media loop's answer.</summary>
    public void Measured(MediaEvent.QualityMeasured measured)
    {
        foreach (var track in room.Tracks.Values)
        {
            Observe(track.Score, measured.Publications, track.Publication, track.Info);
        }

        foreach (var p in room.Participants.Values)
        {
            foreach (var s in p.Subscriptions.Values)
            {
                if (s.Id is { } id)
                {
                    Observe(s.Score, measured.Subscriptions, id, s.Track.Info);
                }
            }
        }

        var scores = room.Participants.Values.ToDictionary(p => p, Score);
        foreach (var p in room.Participants.Values.Where(p => p.State == ParticipantInfo.Types.State.Active && p.Session is not null))
        {
            Tell(p, scores);
        }
    }

    /// <summary>The mean opinion score that clients show beside the class, 1 to 4.5.</summary>
    public static float OpinionScore(double s) => (float)(1 + (0.035 * s) + (7e-6 * s * (s - 60) * (100 - s)));

    public static ConnectionQuality Class(double score) =>
        score > Excellent ? ConnectionQuality.Excellent : score > Good ? ConnectionQuality.Good : ConnectionQuality.Poor;

    private static void Observe<TId>(TrackScore score, IReadOnlyDictionary<TId, StreamQuality> measured, TId id, TrackInfo info)
        where TId : notnull
    {
        // A shared screen that does not change sends nothing, and is fine.
        if (info.Muted || !measured.TryGetValue(id, out var quality) || (quality.Packets == 0 && info.Source == TrackSource.ScreenShare))
        {
            score.Rest();
        }
        else
        {
            score.Observe(quality);
        }
    }

    private static double Score(Participant participant)
    {
        var score = participant.IsMediaLost ? Lost : TrackScore.Best;
        foreach (var track in participant.Tracks)
        {
            score = Math.Min(score, track.Score.Value);
        }

        foreach (var subscription in participant.Subscriptions.Values)
        {
            score = Math.Min(score, subscription.Score.Value);
        }

        return score;
    }

    private static void Tell(Participant viewer, Dictionary<Participant, double> scores)
    {
        var seen = viewer.Subscriptions.Values.Where(s => s.Id is not null).Select(s => s.Track.Owner).Distinct().Prepend(viewer);
        var update = new ConnectionQualityUpdate();
        foreach (var p in seen)
        {
            var score = scores.GetValueOrDefault(p, TrackScore.Best);
            var quality = Class(score);
            if (!viewer.ToldQuality.TryGetValue(p.Sid, out var told) || told != quality)
            {
                viewer.ToldQuality[p.Sid] = quality;
                update.Updates.Add(new ConnectionQualityInfo { ParticipantSid = p.Sid, Quality = quality, Score = OpinionScore(score) });
            }
        }

        if (update.Updates.Count > 0)
        {
            viewer.Send(new() { ConnectionQuality = update });
        }
    }
}
