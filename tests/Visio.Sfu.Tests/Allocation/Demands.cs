using Visio.Sfu.Allocation;

namespace Visio.Sfu.Tests.Allocation;

/// <summary>Tracks as browsers send them.</summary>
internal static class Demands
{
    /// <summary>Two sizes of two and three temporal layers.</summary>
    public static Demand Screen() => Make(AllocationPriority.Screen, isScreen: true, (0, 0, 200_000), (0, 1, 400_000), (1, 0, 1_000_000), (1, 1, 1_600_000), (1, int.MaxValue, 2_500_000));

    /// <summary>Three sizes of up to three temporal layers.</summary>
    public static Demand Camera(int priority = AllocationPriority.Camera) =>
        Make(priority, isScreen: false, (0, 0, 60_000), (0, int.MaxValue, 150_000), (1, 1, 400_000), (1, int.MaxValue, 600_000), (2, 1, 1_000_000), (2, int.MaxValue, 1_500_000));

    public static Demand[] Random(Random random)
    {
        var demands = new List<Demand>();
        for (var i = random.Next(1, 12); i > 0; i--)
        {
            var isScreen = random.Next(5) == 0;
            var demand = new Demand { IsScreen = isScreen, Priority = isScreen ? AllocationPriority.Screen : random.Next(3) == 0 ? AllocationPriority.Speaker : AllocationPriority.Camera };
            var cost = 0L;
            var temporal = random.Next(1, 4);
            for (var step = random.Next(1, 9); step > 0; step--)
            {
                cost += random.Next(20_000, 800_000);
                demand.Add(new(demand.Steps.Count / temporal, demand.Steps.Count % temporal, cost));
            }

            demands.Add(demand);
        }

        return [.. demands.OrderByDescending(d => d.Priority)];
    }

    private static Demand Make(int priority, bool isScreen, params (int Layer, int Temporal, long Cost)[] steps)
    {
        var demand = new Demand { IsScreen = isScreen, Priority = priority };
        foreach (var (layer, temporal, cost) in steps)
        {
            demand.Add(new(layer, temporal, cost));
        }

        demand.Current = demand.Best;
        return demand;
    }
}
