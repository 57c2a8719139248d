using System.Globalization;
using Visio.Bench.Load;
using Visio.LiveKit.Protocol;

namespace Visio.Bench.Studies;

/// <summary><c>growth</c>: how the cost of a packet changes with viewers, with publishers, and with rooms.</summary>
internal static class GrowthStudy
{
    public static async Task<int> RunAsync(LoadOptions options)
    {
        LoadScenario[] scenarios =
        [
            new(1, 2), new(1, 10), new(1, 30), new(1, 90), new(1, 180), new(1, 400),
            Tiles(2), Tiles(4), Tiles(8), Tiles(16), Tiles(30),
            Rooms(1), Rooms(4), Rooms(10), Rooms(20),
        ];
        Console.WriteLine("scenario                          server µs/packet  forwarded/s  server CPU %  lost");

        // One server for all of them: one that has just been started compiles its code meanwhile, which is most of what a small call costs.
        using var target = new LoadTarget(options);
        await MeasureAsync(target, new(1, 30), Study.LongWarmUp, options.Time);
        foreach (var scenario in scenarios)
        {
            var result = await MeasureAsync(target, scenario, Study.WarmUp, options.Time);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{scenario.Name,-32}  {result.ServerMicroseconds ?? double.NaN,16:F2}  {result.ForwardedPerSecond,11:F0}  {result.ServerShare * 100 ?? double.NaN,12:F1}  {result.Counts.Lost,4}"));
        }

        Console.WriteLine(Study.Conditions());
        return 0;
    }

    private static async Task<LoadResult> MeasureAsync(LoadTarget target, LoadScenario scenario, TimeSpan warmUp, TimeSpan time)
    {
        await using var run = await LoadRun.StartAsync(target, scenario, warmUp);
        return await run.MeasureAsync(time);
    }

    private static LoadScenario Tiles(int people) => new(people, 0) { IsSimulcast = true, Quality = VideoQuality.Low };

    private static LoadScenario Rooms(int count) => new(1, 20) { Rooms = count };
}
