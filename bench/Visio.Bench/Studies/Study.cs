using Visio.Bench.Load;

namespace Visio.Bench.Studies;

/// <summary>What the studies have in common.</summary>
internal static class Study
{
    public static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(5);

    /// <summary>Until the code that is used most has been compiled for good.</summary>
    public static readonly TimeSpan LongWarmUp = TimeSpan.FromSeconds(20);

    /// <summary>Measures one scenario on a server of its own.</summary>
    public static async Task<LoadResult> MeasureAsync(LoadOptions options, LoadScenario scenario)
    {
        using var target = new LoadTarget(options);
        await using var run = await LoadRun.StartAsync(target, scenario, LongWarmUp);
        return await run.MeasureAsync(options.Time);
    }

    public static string Conditions() => $"load average {LoadCommand.LoadAverage()}";
}
