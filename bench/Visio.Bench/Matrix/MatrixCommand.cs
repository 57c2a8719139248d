using System.Globalization;
using System.Net.WebSockets;
using Visio.Bench.Load;
using Visio.Bench.Reference;
using Visio.Bench.Studies;

namespace Visio.Bench.Matrix;

/// <summary><c>matrix [--quick] [--seconds S] [--write] [--url …]</c>: every scenario against the server, and then against the C reference.</summary>
internal static class MatrixCommand
{
    private static readonly LoadScenario[] Scenarios =
    [
        new(1, 30),
        new(1, 90),
        new(1, 90) { IsPaced = true },
        new(1, 180),
        new(1, 400),
        LoadScenario.Meeting(8),
        LoadScenario.Meeting(16),
        LoadScenario.Meeting(30),
        new(10, 100) { IsAudioOnly = true },
    ];

    /// <summary>What is done before anything is measured, on the same server: one that has just been started still compiles its code.</summary>
    private static readonly LoadScenario[] Preparation = [new(1, 90), LoadScenario.Meeting(8)];

    /// <summary>Prints a line for each scenario; with <c>--write</c> docs/performance.md and its picture too. 1 when something was corrupt.</summary>
    public static async Task<int> RunAsync(IReadOnlyList<string> arguments)
    {
        var (isQuick, writes) = (arguments.Contains("--quick"), arguments.Contains("--write"));
        var options = LoadOptions.Parse(arguments.Where(a => a is not ("--quick" or "--write")));
        options = isQuick ? options with { Runs = 1, Time = TimeSpan.FromSeconds(3) } : options with { Runs = 5 };
        var warmUp = isQuick ? TimeSpan.FromSeconds(3) : Study.LongWarmUp;
        using var reference = ReferenceForwarder.TryBuild();
        var conditions = Conditions.Now(options);
        Console.WriteLine(conditions);
        Console.WriteLine("scenario                     server µs  C µs  C without UDP_SEGMENT µs  ratio  forwarded/s  server CPU %  generator µs  lost  withheld  corrupt");
        var rows = new List<MatrixRow>();
        using var target = new LoadTarget(options);
        foreach (var scenario in Preparation)
        {
            await using var run = await LoadRun.StartAsync(target, scenario, warmUp);
        }

        foreach (var scenario in Scenarios)
        {
            try
            {
                rows.Add(await MeasureAsync(target, options, scenario, reference));
                Console.WriteLine(Describe(rows[^1]));
            }
            catch (Exception e) when (e is TimeoutException or WebSocketException or InvalidOperationException)
            {
                Console.WriteLine($"{scenario.Name,-28} was not measured: {e.Message}");
            }
        }

        conditions = conditions.EndedWith(LoadCommand.LoadAverage());
        if (writes)
        {
            PerformancePage.Write(conditions, rows);
        }

        return rows.Exists(r => r.Corrupt > 0) || rows.Count < Scenarios.Length ? 1 : 0;
    }

    private static async Task<MatrixRow> MeasureAsync(LoadTarget target, LoadOptions options, LoadScenario scenario, ReferenceForwarder? reference)
    {
        var results = new List<LoadResult>();
        List<double> ours = [], segmented = [], plain = [];
        await using (var run = await LoadRun.StartAsync(target, scenario, Study.WarmUp))
        {
            for (var i = 0; i < options.Runs; i++)
            {
                results.Add(await run.MeasureAsync(options.Time));
                ours.Add(results[^1].ServerMicroseconds ?? double.NaN);
                if (reference is not null)
                {
                    // In turns: a shared machine is not equally fast for minutes.
                    await run.RestAsync(() => segmented.Add(reference.Run(scenario, options.Time, segments: true).Microseconds));
                }
            }
        }

        for (var i = 0; i < options.Runs && reference is not null; i++)
        {
            plain.Add(reference.Run(scenario, options.Time, segments: false).Microseconds);
        }

        return new(scenario.Name, ours, segmented, plain)
        {
            ForwardedPerSecond = LoadCommand.Median(results, r => r.ForwardedPerSecond),
            ServerShare = LoadCommand.Median(results, r => r.ServerShare ?? double.NaN),
            GeneratorMicroseconds = LoadCommand.Median(results, r => r.GeneratorMicroseconds),
            Lost = results.Sum(r => r.Counts.Lost),
            Withheld = results.Sum(r => r.Counts.Withheld),
            Corrupt = results.Sum(r => r.Counts.Corrupt),
            Received = results.Sum(r => r.Counts.Received),
        };
    }

    private static string Describe(MatrixRow row) => string.Create(
        CultureInfo.InvariantCulture,
        $"{row.Name,-28} {MatrixRow.Median(row.Server),9:F2}  {MatrixRow.Median(row.Reference),4:F2}  {MatrixRow.Median(row.PlainReference),24:F2}  {row.Ratio ?? double.NaN,5:F2}  {row.ForwardedPerSecond,11:F0}  {row.ServerShare * 100,12:F1}  {row.GeneratorMicroseconds,12:F2}  {row.Lost,4}  {row.Withheld,8}  {row.Corrupt,7}");
}
