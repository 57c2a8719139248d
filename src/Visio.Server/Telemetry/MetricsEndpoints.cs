using System.Diagnostics;

namespace Visio.Server.Telemetry;

/// <summary><c>/metrics</c>: sizes and totals. Nothing in it names a room or a person.</summary>
internal static class MetricsEndpoints
{
    public static RouteHandlerBuilder MapMetrics(this IEndpointRouteBuilder routes) => routes.MapGet("/metrics", Metrics).ExcludeFromDescription();

    private static IResult Metrics(IEnumerable<IMetricsSource> sources)
    {
        var text = new PrometheusText();
        foreach (var source in sources)
        {
            source.Write(text);
        }

        WriteProcess(text);
        return TypedResults.Text(text.ToString(), PrometheusText.ContentType);
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
}
