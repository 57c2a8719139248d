using System.Globalization;
using System.Text.RegularExpressions;
using Visio.LiveKit;
using Visio.Server.Telemetry;

namespace Visio.Server.Media;

/// <summary>Sizes and totals of the engine in this process.</summary>
internal sealed partial class EmbeddedMetrics(LiveKitServer engine) : IMetricsSource
{
    public void Write(PrometheusText text)
    {
        WriteSignalling(text, engine.SignallingStats());
        WriteMedia(text, engine);
    }

    private static void WriteSignalling(PrometheusText text, SignallingStats stats)
    {
        text.Gauge("visio_rooms", "Rooms that exist.", stats.Rooms);
        text.Gauge("visio_participants", "Participants in rooms.", stats.Participants);
        text.Counter("visio_joins_total", "Joins, resumes not counted.", stats.Joins);
        text.Counter("visio_resumes_total", "Signalling connections resumed.", stats.Resumes);
        text.Counter("visio_joins_refused_total", "Joins refused.", stats.Refused);
        text.Counter("visio_signalling_over_http_total", "Signalling connections over plain requests, where no WebSocket got through.", stats.OverHttp);
    }

    private static void WriteMedia(PrometheusText text, LiveKitServer engine)
    {
        var stats = engine.MediaStats();
        text.Gauge("visio_media_peers", "Peer connections.", stats.Peers);
        text.Gauge("visio_media_streams", "TCP and TLS connections for media.", stats.Streams);
        text.Gauge("visio_turn_allocations", "TURN allocations.", stats.Allocations);
        text.Counter("visio_media_datagrams_not_sent_total", "Datagrams for connections that read too slowly or were gone.", stats.DatagramsNotSent);
        text.Gauge("visio_media_publications", "Tracks received.", stats.Publications);
        text.Gauge("visio_media_subscriptions", "Tracks sent.", stats.Subscriptions);
        text.Counter("visio_media_datagrams_received_total", "Datagrams received.", stats.DatagramsReceived);
        text.Counter("visio_media_datagrams_sent_total", "Datagrams sent.", stats.DatagramsSent);
        text.Counter("visio_media_received_bytes_total", "Bytes received, UDP payload.", stats.BytesReceived);
        text.Counter("visio_media_sent_bytes_total", "Bytes sent, UDP payload.", stats.BytesSent);
        text.Counter("visio_media_packets_forwarded_total", "RTP packets forwarded, once for each subscriber.", stats.PacketsForwarded);
        text.Counter("visio_media_packets_retransmitted_total", "RTP packets sent again on a NACK.", stats.PacketsRetransmitted);
        text.Counter("visio_media_key_frames_requested_total", "Key frames asked of publishers.", stats.KeyFramesRequested);
        text.Counter("visio_media_streams_paused_total", "Tracks paused for somebody whose link did not carry them.", stats.StreamsPaused);
        text.Gauge("visio_media_shed_level", "How far pictures are kept back because more arrives than can be forwarded: 0, not at all, to 4, none.", stats.ShedLevel);
        var loops = stats.Loops.Select((loop, i) => (Name: i.ToString(CultureInfo.InvariantCulture), loop)).ToArray();
        text.Gauges("visio_media_loop_peers", "Peer connections by media loop.", "loop", loops.Select(l => (l.Name, (double)l.loop.Peers)));
        text.Counters("visio_media_loop_packets_forwarded_total", "RTP packets forwarded, once for each subscriber, by media loop.", "loop", loops.Select(l => (l.Name, l.loop.PacketsForwarded)));
        text.Counters("visio_media_loop_packets_relayed_total", "RTP packets given to other media loops, once for each of them, by media loop.", "loop", loops.Select(l => (l.Name, l.loop.PacketsRelayed)));
        text.Counters("visio_media_loop_cpu_seconds_total", "CPU time of the threads of the media loops.", "loop", loops.Select(l => (l.Name, l.loop.CpuTime.TotalSeconds)));
        text.Gauges(
            "visio_media_memory_bytes",
            "Memory that media takes by kind: connections, tracks received, tracks sent. Objects and OpenSSL's part as measured once, the rest exactly.",
            "kind",
            [("connections", stats.Memory.Connections), ("publications", stats.Memory.Publications), ("subscriptions", stats.Memory.Subscriptions)]);
        text.Counters(
            "visio_media_datagrams_dropped_total",
            "Datagrams that went no further, by reason.",
            "reason",
            stats.Dropped.Select(drop => (SnakeCase(drop.Key.ToString()), drop.Value)));
    }

    private static string SnakeCase(string name) => WordStart().Replace(name, "_$0").ToLowerInvariant();

    [GeneratedRegex("(?<=[a-z0-9])[A-Z]", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex WordStart();
}
