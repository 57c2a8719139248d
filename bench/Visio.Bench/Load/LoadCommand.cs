using System.Globalization;

namespace Visio.Bench.Load;

/// <summary><c>load</c>: what one scenario costs a server, and whether everything arrives.</summary>
internal static class LoadCommand
{
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(5);

    /// <summary>Prints a line for each run, and the medians; 1 when something was corrupt, or lost where nothing may be.</summary>
    public static async Task<int> RunAsync(LoadOptions options)
    {
        using var target = new LoadTarget(options);
        await using var run = await LoadRun.StartAsync(target, options.Scenario, WarmUp);
        run.Thread.LosesOneIn = options.LosesOneIn;
        Console.WriteLine($"{options.Scenario.Name} at {target.Address}, {options.Runs} run(s) of {options.Time.TotalSeconds:F0} s, load average {LoadAverage()}");
        Console.WriteLine("server µs/packet  server CPU %  generator µs/packet  forwarded/s  Mbit/s out  KiB/receiver  lost  corrupt  repaired  repeated  withheld  padding  key frames");
        var results = new List<LoadResult>();
        for (var i = 0; i < options.Runs; i++)
        {
            results.Add(await run.MeasureAsync(options.Time));
            Console.WriteLine(Describe(results[^1]));
        }

        if (options.Runs > 1)
        {
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"median {Median(results, r => r.ServerMicroseconds ?? double.NaN):F2} µs of the server's processor time per forwarded packet [best {results.Min(r => r.ServerMicroseconds ?? double.NaN):F2}]"));
        }

        foreach (var note in run.Thread.Notes.Distinct().Take(10))
        {
            Console.WriteLine(note);
        }

        var (lost, corrupt) = (results.Sum(r => r.Counts.Lost), results.Sum(r => r.Counts.Corrupt));
        if (corrupt > 0 || (options.IsLossless && lost > 0))
        {
            await Console.Error.WriteLineAsync($"{lost} packets lost, {corrupt} corrupt");
            return 1;
        }

        return 0;
    }

    public static double Median(IEnumerable<LoadResult> results, Func<LoadResult, double> value)
    {
        var sorted = results.Select(value).Order().ToList();
        return sorted[sorted.Count / 2];
    }

    public static string LoadAverage() => File.ReadAllText("/proc/loadavg").Split(' ')[0];

    private static string Describe(LoadResult result)
    {
        var counts = result.Counts;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{result.ServerMicroseconds ?? double.NaN,16:F2}  {result.ServerShare * 100 ?? double.NaN,12:F1}  {result.GeneratorMicroseconds,19:F2}  {result.ForwardedPerSecond,11:F0}  {counts.ReceivedBytes * 8 / result.Elapsed.TotalSeconds / 1e6,10:F1}  {result.KibibytesPerReceiver ?? double.NaN,12:F0}  {counts.Lost,4}  {counts.Corrupt,7}  {counts.Repaired,8}  {counts.Repeated,8}  {counts.Withheld,8}  {counts.Padding,7}  {counts.KeyFrames,10}");
    }
}
