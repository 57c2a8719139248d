using System.Globalization;
using Visio.Bench.Clients;
using Visio.Bench.Load;
using Visio.Bench.Reference;

namespace Visio.Bench.Studies;

/// <summary>
/// <c>latency</c>: how long a packet takes from the publisher's send to its arrival at a viewer's socket, as the kernel notes it, at three loads: with
/// the product's media in a process of its own and in that of the web side, while that is idle and while it allocates 50 MB a second with 100 MB alive, and
/// through the C reference with as many viewers.
/// </summary>
internal static class LatencyStudy
{
    private const int FewViewers = 30;
    private const int ManyViewers = 180;
    private const int MostViewers = 1200;

    /// <summary>A generator that decrypted everything would take more than the core that the server leaves.</summary>
    private const int ChecksOneIn = 16;
    private static readonly double[] Shares = [0.2, 0.5, 0.8];

    public static async Task<int> RunAsync(LoadOptions options)
    {
        var product = options with { IsProduct = options.Url is null, ChecksOneIn = ChecksOneIn };
        var few = (await Study.MeasureAsync(product, new(1, FewViewers))).ServerShare ?? double.NaN;
        var many = (await Study.MeasureAsync(product, new(1, ManyViewers))).ServerShare ?? double.NaN;
        if (!(many > few))
        {
            await Console.Error.WriteLineAsync("The server's share of a core has to be known, and to grow with the viewers: is --pid given, is the machine idle?");
            return 1;
        }

        using var reference = ReferenceForwarder.TryBuild();
        Console.WriteLine("viewers                                     server CPU %  p50 µs  p99 µs  p99.9 µs  packets  lost");
        foreach (var share in Shares)
        {
            var viewers = (int)Math.Clamp(FewViewers + ((share - few) / (many - few) * (ManyViewers - FewViewers)), 1, MostViewers);
            foreach (var variant in Variants(product))
            {
                using var target = new LoadTarget(variant);
                await using var run = await LoadRun.StartAsync(target, new(1, viewers), Study.LongWarmUp, notesTimes: true);
                Print($"{viewers} (for {share:P0}), {Name(variant)}", run.Thread, await run.MeasureAsync(options.Time));
            }

            if (reference?.Run(new(1, viewers), options.Time, segments: true, notesTimes: true) is { } result)
            {
                Print($"{viewers}, C reference", result.CpuNanoseconds / 1e9 / Math.Ceiling(options.Time.TotalSeconds), result.Median, result.Percentile99, result.Percentile999, result.Arrived, result.Forwarded - result.Arrived);
            }
        }

        Console.WriteLine(Study.Conditions());
        return 0;
    }

    private static LoadOptions[] Variants(LoadOptions product) => !product.IsProduct ? [product] :
    [
        product with { Media = "child" }, product with { Media = "child", IsBusy = true },
        product with { Media = "in-process" }, product with { Media = "in-process", IsBusy = true },
    ];

    private static string Name(LoadOptions variant) => !variant.IsProduct ? "as it is"
        : $"{(variant.Media == "child" ? "media apart" : "one process")}, web {(variant.IsBusy ? "busy" : "idle")}";

    private static void Print(string name, MediaThread thread, LoadResult result) => Print(
        name,
        result.ServerShare ?? double.NaN,
        thread.Counters.Delays.Quantile(0.5),
        thread.Counters.Delays.Quantile(0.99),
        thread.Counters.Delays.Quantile(0.999),
        result.Counts.Received,
        result.Counts.Lost);

    private static void Print(string name, double share, double median, double percentile99, double percentile999, long packets, long lost) => Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture, $"{name,-42}  {share * 100,12:F1}  {median,6:F0}  {percentile99,6:F0}  {percentile999,8:F0}  {packets,7}  {lost,4}"));
}
