using System.Globalization;
using Visio.Bench.Clients;
using Visio.Bench.Load;
using Visio.Bench.Reference;

namespace Visio.Bench.Studies;

/// <summary>
/// <c>latency</c>: how long a packet takes from the publisher's send to its arrival at a viewer's socket, as the kernel notes it, at three loads, with
/// the product's web side idle and busy, and through the C reference with as many viewers.
/// </summary>
internal static class LatencyStudy
{
    private const int FewViewers = 30;
    private const int ManyViewers = 180;
    private const int MostViewers = 1200;
    private const int JoinsPerSecond = 50;
    private static readonly double[] Shares = [0.2, 0.5, 0.8];

    public static async Task<int> RunAsync(LoadOptions options)
    {
        var product = options with { IsProduct = options.Url is null };
        var few = (await Study.MeasureAsync(product, new(1, FewViewers))).ServerShare ?? double.NaN;
        var many = (await Study.MeasureAsync(product, new(1, ManyViewers))).ServerShare ?? double.NaN;
        if (!(many > few))
        {
            await Console.Error.WriteLineAsync("The server's share of a core has to be known, and to grow with the viewers: is --pid given, is the machine idle?");
            return 1;
        }

        using var reference = ReferenceForwarder.TryBuild();
        Console.WriteLine("viewers                             server CPU %  p50 µs  p99 µs  p99.9 µs  packets");
        foreach (var share in Shares)
        {
            var viewers = (int)Math.Clamp(FewViewers + ((share - few) / (many - few) * (ManyViewers - FewViewers)), 1, MostViewers);
            using (var target = new LoadTarget(product))
            {
                await using var run = await LoadRun.StartAsync(target, new(1, viewers), Study.WarmUp, notesTimes: true);
                Print($"{viewers} (for {share:P0}), web idle", run.Thread, await run.MeasureAsync(options.Time));
                if (product.IsProduct)
                {
                    await using var joins = await JoinLoad.StartAsync(target, JoinsPerSecond);
                    Print($"{viewers}, {JoinsPerSecond} joins a second", run.Thread, await run.MeasureAsync(options.Time));
                }
            }

            if (reference?.Run(new(1, viewers), options.Time, segments: true, notesTimes: true) is { } result)
            {
                Print($"{viewers}, C reference", result.CpuNanoseconds / 1e9 / Math.Ceiling(options.Time.TotalSeconds), result.Median, result.Percentile99, result.Percentile999, result.Arrived);
            }
        }

        Console.WriteLine(Study.Conditions());
        return 0;
    }

    private static void Print(string name, MediaThread thread, LoadResult result) => Print(
        name,
        result.ServerShare ?? double.NaN,
        thread.Counters.Delays.Quantile(0.5),
        thread.Counters.Delays.Quantile(0.99),
        thread.Counters.Delays.Quantile(0.999),
        thread.Counters.Delays.Total);

    private static void Print(string name, double share, double median, double percentile99, double percentile999, long packets) => Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture, $"{name,-34}  {share * 100,12:F1}  {median,6:F0}  {percentile99,6:F0}  {percentile999,8:F0}  {packets,7}"));
}
