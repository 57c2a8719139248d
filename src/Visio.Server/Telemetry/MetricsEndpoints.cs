using System.Diagnostics;

namespace Visio.Server.Telemetry;

/// <summary><c>/metrics</c>: sizes and totals. Nothing in it names a room or a person.</summary>
internal static class MetricsEndpoints
{
    public static RouteHandlerBuilder MapMetrics(this IEndpointRouteBuilder routes) => routes.MapGet("/metrics", Metrics).ExcludeFromDescription();

    private static async Task<IResult> Metrics(IEnumerable<IMetricsSource> sources, HttpContext context)
    {
        var text = new PrometheusText();
        foreach (var source in sources)
        {
            source.Write(text);
        }

        WriteProcess(text, "", "the process");
        var others = context.RequestServices.GetService<IMetricsRelay>() is { } relay ? await relay.ReadAsync(context.RequestAborted) : "";
        return TypedResults.Text(text + others, PrometheusText.ContentType);
    }

    /// <summary>What the process takes.</summary>
    /// <param name="text">Where to.</param>
    /// <param name="prefix">What the names begin with.</param>
    /// <param name="whose">Which process this is.</param>
    public static void WriteProcess(PrometheusText text, string prefix, string whose)
    {
        using var process = Process.GetCurrentProcess();
        text.Counter(prefix + "process_cpu_seconds_total", $"CPU time of {whose}.", process.TotalProcessorTime.TotalSeconds);
        text.Gauge(prefix + "process_resident_memory_bytes", $"Memory of {whose} that is in RAM.", process.WorkingSet64);
        text.Gauge(prefix + "process_threads", $"Threads of {whose}.", process.Threads.Count);
        text.Gauge(prefix + "process_start_time_seconds", $"When {whose} started, Unix time.", new DateTimeOffset(process.StartTime).ToUnixTimeSeconds());
        text.Gauge(prefix + "dotnet_gc_heap_size_bytes", $"Managed memory of {whose}.", GC.GetTotalMemory(forceFullCollection: false));
        text.Counter(prefix + "dotnet_gc_pause_seconds_total", $"Time that all threads of {whose} stood still for the garbage collector.", GC.GetTotalPauseDuration().TotalSeconds);
        text.Counters(
            prefix + "dotnet_gc_collections_total",
            $"Garbage collections of {whose}, by generation.",
            "generation",
            Enumerable.Range(0, GC.MaxGeneration + 1).Select(g => (g.ToString(System.Globalization.CultureInfo.InvariantCulture), (long)GC.CollectionCount(g))));
    }
}
