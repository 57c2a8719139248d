using System.Diagnostics;
using System.Text.RegularExpressions;
using Visio.LiveKit;

namespace Visio.Server.Telemetry;

/// <summary><c>/metrics</c>: sizes and totals. Nothing in it names a room or a person.</summary>
internal static partial class MetricsEndpoints
{
    public static void MapMetrics(this IEndpointRouteBuilder routes) => routes.MapGet("/metrics", Metrics).ExcludeFromDescription();

    private static IResult Metrics(LiveKitServer livekit)
    {
        var text = new PrometheusText();
        WriteSignalling(text, livekit.SignallingStats());
        WriteMedia(text, livekit);
        WriteProcess(text);
        return TypedResults.Text(text.ToString(), PrometheusText.ContentType);
    }

    private static void WriteSignalling(PrometheusText text, SignallingStats stats)
    {
        text.Gauge("visio_rooms", "Rooms that exist.", stats.Rooms);
        text.Gauge("visio_participants", "Participants in rooms.", stats.Participants);
        text.Counter("visio_joins_total", "Joins, resumes not counted.", stats.Joins);
        text.Counter("visio_resumes_total", "Signalling connections resumed.", stats.Resumes);
        text.Counter("visio_joins_refused_total", "Joins refused.", stats.Refused);
    }

    private static void WriteMedia(PrometheusText text, LiveKitServer livekit)
    {
        var stats = livekit.MediaStats();
        text.Gauge("visio_media_peers", "Peer connections.", stats.Peers);
        text.Gauge("visio_media_publications", "Tracks received.", stats.Publications);
        text.Gauge("visio_media_subscriptions", "Tracks sent.", stats.Subscriptions);
        text.Counter("visio_media_datagrams_received_total", "Datagrams received.", stats.DatagramsReceived);
        text.Counter("visio_media_datagrams_sent_total", "Datagrams sent.", stats.DatagramsSent);
        text.Counter("visio_media_received_bytes_total", "Bytes received, UDP payload.", stats.BytesReceived);
        text.Counter("visio_media_sent_bytes_total", "Bytes sent, UDP payload.", stats.BytesSent);
        text.Counter("visio_media_packets_forwarded_total", "RTP packets forwarded, once for each subscriber.", stats.PacketsForwarded);
        text.Counter("visio_media_packets_retransmitted_total", "RTP packets sent again on a NACK.", stats.PacketsRetransmitted);
        text.Counter("visio_media_key_frames_requested_total", "Key frames asked of publishers.", stats.KeyFramesRequested);
        text.Counter("visio_media_loop_cpu_seconds_total", "CPU time of the media loop.", stats.LoopCpuTime.TotalSeconds);
        text.Counters(
            "visio_media_datagrams_dropped_total",
            "Datagrams that went no further, by reason.",
            "reason",
            stats.Dropped.Select(drop => (SnakeCase(drop.Key.ToString()), drop.Value)));
    }

    private static void WriteProcess(PrometheusText text)
    {
        using var process = Process.GetCurrentProcess();
        text.Counter("process_cpu_seconds_total", "CPU time of the process.", process.TotalProcessorTime.TotalSeconds);
        text.Gauge("process_resident_memory_bytes", "Memory of the process that is in RAM.", process.WorkingSet64);
        text.Gauge("process_threads", "Threads of the process.", process.Threads.Count);
        text.Gauge("process_start_time_seconds", "When the process started, Unix time.", new DateTimeOffset(process.StartTime).ToUnixTimeSeconds());
        text.Gauge("dotnet_gc_heap_size_bytes", "Managed memory.", GC.GetTotalMemory(forceFullCollection: false));
        text.Counter("dotnet_gc_pause_seconds_total", "Time that all threads stood still for the garbage collector.", GC.GetTotalPauseDuration().TotalSeconds);
        text.Counters(
            "dotnet_gc_collections_total",
            "Garbage collections, by generation.",
            "generation",
            Enumerable.Range(0, GC.MaxGeneration + 1).Select(g => (g.ToString(System.Globalization.CultureInfo.InvariantCulture), (long)GC.CollectionCount(g))));
    }

    private static string SnakeCase(string name) => WordStart().Replace(name, "_$0").ToLowerInvariant();

    [GeneratedRegex("(?<=[a-z0-9])[A-Z]", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex WordStart();
}
