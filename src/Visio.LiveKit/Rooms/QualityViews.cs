using Visio.LiveKit.Protocol;
using Visio.Sfu;

namespace Visio.LiveKit.Rooms;

/// <summary>How each participant of a room is connected, from the last measurement.</summary>
internal sealed class QualityViews(RoomState room)
{
    private MediaEvent.QualityMeasured? _last;
    private DateTimeOffset _lastAt;
    private TimeSpan _interval;

    /// <summary>Keeps a measurement.</summary>
    public void Measured(MediaEvent.QualityMeasured measured)
    {
        _interval = _last is null ? TimeSpan.Zero : room.Now - _lastAt;
        (_last, _lastAt) = (measured, room.Now);
    }

    /// <summary>Everybody, in the order in which they came.</summary>
    public IReadOnlyList<LiveQuality> All() => [.. room.Participants.Values.Where(p => p.Forwarding is null).OrderBy(p => p.JoinedAt).Select(Of)];

    private LiveQuality Of(Participant participant)
    {
        if (_last is null)
        {
            return new() { Identity = participant.Identity, LimitedBy = LimitRules.Judge(participant.IsMediaLost, null, null) };
        }

        var sending = _last.Peers.GetValueOrDefault(participant.Peer);
        var receiving = _last.Peers.GetValueOrDefault(participant.SubscriberPeer);
        var up = Up(participant, sending);
        var down = Down(participant, receiving);
        return new()
        {
            Identity = participant.Identity,
            Transport = Transport(receiving.Transport == PeerTransport.None ? sending.Transport : receiving.Transport),
            Up = up,
            Down = down,
            LimitedBy = LimitRules.Judge(participant.IsMediaLost, up, down),
        };
    }

    private LiveDirection? Up(Participant participant, PeerQuality peer)
    {
        var streams = participant.Tracks.Where(t => !t.Info.Muted && _last!.Publications.ContainsKey(t.Publication))
            .Select(t => (t.Info.Source, Quality: _last!.Publications[t.Publication])).ToArray();
        var packets = streams.Sum(s => s.Quality.Packets);
        var gone = streams.Sum(s => s.Quality.Lost);
        var repaired = streams.Sum(s => s.Quality.Repaired);
        return streams.Length == 0 ? null : Direction(streams, peer) with { Loss = Share(gone + repaired, packets), LossAfterRepair = Share(gone, packets) };
    }

    private LiveDirection? Down(Participant participant, PeerQuality peer)
    {
        var streams = participant.Subscriptions.Values.Where(s => s.Id is { } id && _last!.Subscriptions.ContainsKey(id))
            .Select(s => (s.Track.Info.Source, Quality: _last!.Subscriptions[s.Id!.Value])).ToArray();
        var packets = streams.Sum(s => s.Quality.Packets);
        var lost = streams.Sum(s => s.Quality.Lost);

        // Sound is not sent again, so what is may only make up for the losses of its own stream.
        var gone = streams.Sum(s => Math.Max(0, s.Quality.Lost - s.Quality.Repaired));
        if (streams.Length == 0 && peer.PausedStreams == 0)
        {
            return null;
        }

        return Direction(streams, peer) with
        {
            Loss = Share(lost, packets),
            LossAfterRepair = Share(gone, packets),
            EstimatedBitsPerSecond = peer.Estimate?.BitsPerSecond,
            PausedTracks = peer.PausedStreams,
        };
    }

    private LiveDirection Direction(IReadOnlyCollection<(TrackSource Source, StreamQuality Quality)> streams, PeerQuality peer)
    {
        var seconds = _interval.TotalSeconds;
        var cameras = streams.Where(s => s.Source == TrackSource.Camera && s.Quality.Frames > 0).ToArray();
        return new()
        {
            JitterMilliseconds = streams.Select(s => s.Quality.Jitter.TotalMilliseconds).DefaultIfEmpty().Max(),
            RoundTripMilliseconds = peer.Transport == PeerTransport.None ? null : peer.RoundTripTime.TotalMilliseconds,
            BitsPerSecond = seconds > 0 ? (long)(streams.Sum(s => s.Quality.Bytes) * 8 / seconds) : 0,
            FramesPerSecond = seconds > 0 && cameras.Length > 0 ? Math.Round(cameras.Min(s => s.Quality.Frames) / seconds, 1) : null,
            Freezes = streams.Sum(s => s.Quality.Freezes),
            FrozenMilliseconds = streams.Sum(s => s.Quality.Frozen.TotalMilliseconds),
        };
    }

    private static string? Transport(PeerTransport transport) => transport switch
    {
        PeerTransport.Udp => "udp",
        PeerTransport.Tcp => "tcp",
        PeerTransport.Relay => "relay",
        _ => null,
    };

    private static double Share(long part, long whole) => whole > 0 ? Math.Clamp((double)part / whole, 0, 1) : 0;
}
