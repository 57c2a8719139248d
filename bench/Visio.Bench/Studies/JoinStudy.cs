using System.Globalization;
using Visio.Bench.Clients;
using Visio.Bench.Load;

namespace Visio.Bench.Studies;

/// <summary>
/// <c>joins</c>: 200 people a second come in while a call runs; how long they wait, and what the call's packets feel of it. Through the media server
/// alone, or, with <c>--media</c>, through the whole product, which asks its database about each.
/// </summary>
internal static class JoinStudy
{
    private const int PerSecond = 200;
    private const int Viewers = 30;

    /// <summary>1 when one of them did not get in.</summary>
    public static async Task<int> RunAsync(LoadOptions options)
    {
        using var target = new LoadTarget(options with { IsProduct = options.Url is null && options.Media is not null });
        await using var run = await LoadRun.StartAsync(target, new(1, Viewers), Study.WarmUp, notesTimes: true);
        var before = await run.MeasureAsync(options.Time);
        Print("the call alone", run.Thread, before);
        await using var joins = await JoinLoad.StartAsync(target, PerSecond);
        await Task.Delay(Study.LongWarmUp);
        var during = await run.MeasureAsync(options.Time);
        Print($"with {PerSecond} joins a second", run.Thread, during);
        await joins.EndAsync();
        Print("until told who is there", joins.Told);
        Print("until the first packet of sound", joins.Heard);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{joins.Heard.Count} came in, {joins.Failures.Count} did not; {Study.Conditions()}"));
        foreach (var failure in joins.Failures.Distinct().Take(5))
        {
            Console.WriteLine(failure);
        }

        return joins.Failures.Count == 0 ? 0 : 1;
    }

    private static void Print(string name, IReadOnlyList<double> times)
    {
        if (times.Count > 0)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name}: p50 {times[times.Count / 2]:F1} ms, p99 {times[times.Count * 99 / 100]:F1} ms"));
        }
    }

    private static void Print(string name, MediaThread thread, LoadResult result) => Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"{name}: packets p50 {thread.Counters.Delays.Quantile(0.5):F0} µs, p99 {thread.Counters.Delays.Quantile(0.99):F0} µs, p99.9 {thread.Counters.Delays.Quantile(0.999):F0} µs; {result.Counts.Lost} lost; server {result.ServerShare * 100:F0} % of a core"));
}
