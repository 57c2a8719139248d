namespace Visio.Sfu.Allocation;

/// <summary>
/// Spends a bitrate on the pictures that a subscriber is sent: first the sharpness of shared screens and the smallest picture of everybody,
/// the more important first; then more of each, step by step, again the more important first and equals in turn. A pure function.
/// </summary>
internal static class BandwidthAllocator
{
    /// <summary>Chooses a step for each demand.</summary>
    /// <param name="demands">The greatest priority first; <see cref="Demand.Chosen"/> is set.</param>
    /// <param name="available">Bits per second.</param>
    /// <param name="mayPause">Whether what does not fit may be left out; otherwise everybody gets the smallest picture in any case.</param>
    /// <returns>What is spent; more than <paramref name="available"/> only where nothing may be paused.</returns>
    public static long Allocate(ReadOnlySpan<Demand> demands, long available, bool mayPause)
    {
        var left = available;
        foreach (var demand in demands)
        {
            demand.Chosen = mayPause ? Demand.Nothing : Math.Min(0, demand.Best);
            left -= demand.Cost(demand.Chosen);
        }

        foreach (var demand in demands)
        {
            Raise(demand, demand.IsScreen ? Sharp(demand) : Math.Min(0, demand.Best), ref left);
        }

        for (var first = 0; first < demands.Length;)
        {
            var end = first + 1;
            while (end < demands.Length && demands[end].Priority == demands[first].Priority)
            {
                end++;
            }

            while (RaiseAll(demands, first, end, ref left))
            {
            }

            first = end;
        }

        return available - left;
    }

    // The fewest pictures of full size.
    private static int Sharp(Demand demand)
    {
        var step = demand.Best;
        while (step > 0 && demand.Steps[step - 1].Layer == demand.Steps[demand.Best].Layer)
        {
            step--;
        }

        return step;
    }

    private static bool RaiseAll(ReadOnlySpan<Demand> demands, int first, int end, ref long left)
    {
        var raised = false;
        for (var i = first; i < end; i++)
        {
            var demand = demands[i];
            var before = demand.Chosen;
            if (before >= 0 && before < demand.Best)
            {
                Raise(demand, before + 1, ref left);
                raised |= demand.Chosen != before;
            }
        }

        return raised;
    }

    /// <summary>To a step or the best below it that fits.</summary>
    private static void Raise(Demand demand, int to, ref long left)
    {
        for (; to > demand.Chosen; to--)
        {
            var more = demand.Cost(to) - demand.Cost(demand.Chosen);
            if (more <= left)
            {
                demand.Chosen = to;
                left -= more;
                return;
            }
        }
    }
}
