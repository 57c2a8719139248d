using Visio.LiveKit;
using Visio.Server.Telemetry;

namespace Visio.Server.Media;

/// <summary>How well the people of the engine in this process are connected. No label names a room or a person.</summary>
internal sealed class QualityMetrics(LiveKitServer engine) : IMetricsSource
{
    public void Write(PrometheusText text)
    {
        if (engine.MediaStats().Quality is not { } quality)
        {
            return;
        }

        var (up, down) = (quality.LossUp, quality.LossDown);
        text.Histograms(
            "visio_media_loss_ratio",
            "Share of lost packets of a track in five seconds, before repair.",
            "direction",
            [("up", up.Bounds, up.Counts, up.Sum), ("down", down.Bounds, down.Counts, down.Sum)]);
        (up, down) = (quality.JitterUp, quality.JitterDown);
        text.Histograms(
            "visio_media_jitter_seconds",
            "Interarrival jitter of a track.",
            "direction",
            [("up", up.Bounds, up.Counts, up.Sum), ("down", down.Bounds, down.Counts, down.Sum)]);
        var all = quality.RoundTrip;
        text.Histograms(
            "visio_media_round_trip_seconds", "Round trip to a peer, for each track that it is sent.", "", [("", all.Bounds, all.Counts, all.Sum)]);
        all = quality.Estimate;
        text.Histograms(
            "visio_media_estimate_bits_per_second",
            "What the way to a peer is believed to carry, of those that have shown a limit.",
            "",
            [("", all.Bounds, all.Counts, all.Sum)]);
        text.Counters(
            "visio_media_freezes_total", "Pictures that stood still, by direction.", "direction", [("up", quality.FreezesUp), ("down", quality.FreezesDown)]);
        text.Counter("visio_media_key_frames_asked_total", "Key frames that receivers asked for.", quality.KeyFramesAsked);
        text.Gauge("visio_media_tracks_paused", "Tracks that are wanted and not sent, because a link does not carry them.", quality.StreamsPaused);
        text.Gauges(
            "visio_media_peers_by_transport",
            "Connected peers by the way that their media takes.",
            "transport",
            quality.Peers.Select(p => (p.Key.ToString().ToLowerInvariant(), (double)p.Value)));
    }
}
