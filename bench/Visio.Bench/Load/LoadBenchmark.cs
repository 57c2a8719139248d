using System.Globalization;

namespace Visio.Bench.Load;

/// <summary><c>load [--viewers N] [--seconds S] [--runs R] [--numbered] [--lossless]</c>: what forwarding one publisher to N viewers costs the loop's thread.</summary>
internal static class LoadBenchmark
{
    private static readonly int[] DefaultViewers = [2, 10, 50];

    /// <summary>Runs and prints one line per number of viewers; with <c>--lossless</c> fails when one packet was lost.</summary>
    public static int Run(string[] args)
    {
        var viewers = Read(args, "--viewers", 0);
        var seconds = Read(args, "--seconds", 10);
        var runs = Read(args, "--runs", 3);
        if (viewers < 0 || seconds < 1 || runs < 1)
        {
            Console.Error.WriteLine("usage: load [--viewers N] [--seconds S] [--runs R] [--numbered] [--lossless]");
            return 2;
        }

        var isNumbered = args.Contains("--numbered", StringComparer.Ordinal);
        var mayLose = !args.Contains("--lossless", StringComparer.Ordinal);
        Console.WriteLine($"one publisher (156 video packets of 1,100 bytes and 50 audio packets of 120 bytes a second), {runs} run(s) of {seconds} s: median [best]");
        Console.WriteLine("viewers  ns CPU/forwarded packet  forwarded/s    lost %  RSS/viewer KiB (client included)  loop CPU %");
        foreach (var count in viewers == 0 ? DefaultViewers : [viewers])
        {
            var results = new List<LoadResult>();
            for (var run = 0; run < runs; run++)
            {
                using var scenario = new LoadScenario(count, isNumbered);
                results.Add(scenario.Run(TimeSpan.FromSeconds(seconds)));
            }

            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{count,7}  {Median(results, r => r.CpuPerPacket),13:F0} [{results.Min(r => r.CpuPerPacket):F0}]{"",5}  {Median(results, r => r.PacketsPerSecond),11:F0}  {Median(results, r => r.Loss * 100),8:F3}  {Median(results, r => r.MemoryPerViewer / 1024),32:F0}  {Median(results, r => r.LoopShare * 100),10:F1}"));
            if (!mayLose && results.Exists(r => r.Loss > 0))
            {
                Console.Error.WriteLine($"packets were lost with {count} viewers");
                return 1;
            }
        }

        return 0;
    }

    private static double Median(List<LoadResult> results, Func<LoadResult, double> value)
    {
        var sorted = results.Select(value).Order().ToList();
        return sorted[sorted.Count / 2];
    }

    private static int Read(string[] args, string name, int fallback)
    {
        var index = Array.IndexOf(args, name);
        return index < 0 ? fallback : index + 1 < args.Length && int.TryParse(args[index + 1], CultureInfo.InvariantCulture, out var value) ? value : -1;
    }
}
