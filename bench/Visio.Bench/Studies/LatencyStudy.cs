using System.Globalization;
using Visio.Bench.Clients;
using Visio.Bench.Load;
using Visio.Bench.Matrix;
using Visio.Bench.Reference;

namespace Visio.Bench.Studies;

/// <summary>
/// <c>latency</c>: how long a packet takes from the publisher's send to its arrival at a viewer's socket, as the kernel notes it, at three loads: with
/// the product's media in a process of its own and in that of the web side, while that is idle and while it allocates 50 MB a second with 100 MB alive. The C
/// reference does the same with as many viewers, in turns with the former and beside the same web side: one picture that had to wait decides the last thousandth.
/// </summary>
internal static class LatencyStudy
{
    private const int FewViewers = 30;
    private const int ManyViewers = 180;
    private const int MostViewers = 1200;
    private const int Runs = 5;

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
        Console.WriteLine($"viewers                                     server CPU %  p50 µs  p99 µs  p99.9 µs  packets  lost  (medians of {Runs} times {options.Time.TotalSeconds} s)");
        foreach (var share in Shares)
        {
            var viewers = (int)Math.Clamp(FewViewers + ((share - few) / (many - few) * (ManyViewers - FewViewers)), 1, MostViewers);
            foreach (var variant in Variants(product))
            {
                using var target = new LoadTarget(variant);
                await using var run = await LoadRun.StartAsync(target, new(1, viewers), Study.LongWarmUp, notesTimes: true);
                List<Sample> ours = [];
                List<Sample> limits = [];
                for (var i = 0; i < Runs; i++)
                {
                    ours.Add(Sample.Of(await run.MeasureAsync(options.Time), run.Thread.Counters.Delays));
                    if (reference is not null && variant.Media != "in-process")
                    {
                        await run.RestAsync(() => limits.Add(Sample.Of(reference.Run(run.Scenario, options.Time, segments: true, notesTimes: true), options.Time)));
                    }
                }

                Print($"{viewers} (for {share:P0}), {Name(variant)}", ours);
                if (limits.Count > 0)
                {
                    Print("  C reference, in turns with it", limits);
                    Console.WriteLine(string.Create(
                        CultureInfo.InvariantCulture,
                        $"{"  ratio",-42}  {"",12}  {Ratio(ours, limits, s => s.Median),6:F2}  {Ratio(ours, limits, s => s.Percentile99),6:F2}  {Ratio(ours, limits, s => s.Percentile999),8:F2}"));
                }
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

    private static void Print(string name, IReadOnlyList<Sample> samples) => Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"{name,-42}  {Median(samples, s => s.Share) * 100,12:F1}  {Median(samples, s => s.Median),6:F0}  {Median(samples, s => s.Percentile99),6:F0}  {Median(samples, s => s.Percentile999),8:F0}  {samples.Sum(s => s.Packets),7}  {samples.Sum(s => s.Lost),4}"));

    private static double Median(IReadOnlyList<Sample> samples, Func<Sample, double> value) => MatrixRow.Median([.. samples.Select(value)]);

    /// <summary>The median of the turns, each against the one of the C program right after it.</summary>
    private static double Ratio(IReadOnlyList<Sample> ours, IReadOnlyList<Sample> limits, Func<Sample, double> value) =>
        MatrixRow.Median([.. ours.Zip(limits, (a, b) => value(a) / value(b))]);

    /// <summary>What one turn showed; times in µs.</summary>
    private sealed record Sample(double Share, double Median, double Percentile99, double Percentile999, long Packets, long Lost)
    {
        public static Sample Of(LoadResult result, DelayHistogram delays) => new(
            result.ServerShare ?? double.NaN, delays.Quantile(0.5), delays.Quantile(0.99), delays.Quantile(0.999), result.Counts.Received, result.Counts.Lost);

        public static Sample Of(ReferenceResult result, TimeSpan time) => new(
            result.CpuNanoseconds / 1e9 / Math.Ceiling(time.TotalSeconds), result.Median, result.Percentile99, result.Percentile999, result.Arrived, result.Forwarded - result.Arrived);
    }
}
