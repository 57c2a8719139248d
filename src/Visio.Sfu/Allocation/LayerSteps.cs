using Visio.Rtc.Time;
using Visio.Sfu.Forwarding;

namespace Visio.Sfu.Allocation;

/// <summary>Lists the ways in which a track can be forwarded to a subscriber, with their measured bitrates.</summary>
internal static class LayerSteps
{
    /// <summary>Brings a subscription's demand up to date.</summary>
    public static void Describe(Subscription subscription, Instant now)
    {
        var (demand, publication) = (subscription.Demand, subscription.Publication);
        var options = publication.Options;
        demand.Steps.Clear();
        demand.IsScreen = options.IsScreen;
        demand.Priority = subscription.Priority > 0 ? subscription.Priority
            : options.IsScreen ? AllocationPriority.Screen
            : publication.Peer.Room.Speaker == publication.Peer ? AllocationPriority.Speaker
            : AllocationPriority.Camera;
        if (subscription.IsRequested)
        {
            AddSteps(demand, publication, subscription.Limit, now);
        }

        demand.Current = Place(demand, subscription.Allocation);
    }

    private static void AddSteps(Demand demand, Publication publication, LayerLimit limit, Instant now)
    {
        var layers = publication.Layers;
        if (publication.IsScalable)
        {
            var layer = layers[0];
            var wanted = layer.Within(limit, isScalable: true);
            for (var s = 0; s <= Math.Min(wanted.Spatial, layer.HighestSpatialLayer); s++)
            {
                AddTemporal(demand, layer, s, s + layer.MissingSpatialLayers, wanted.Temporal, isLowest: s == 0, now);
            }

            return;
        }

        var best = publication.BestIndex(limit);
        for (var i = layers.Length - 1; i >= best; i--)
        {
            if (layers[i].IsSent)
            {
                AddTemporal(demand, layers[i], LayerFilter.All, layers.Length - 1 - i, layers[i].Within(limit, isScalable: false).Temporal, demand.Steps.Count == 0, now);
            }
        }

        // Of a track that is sent only larger than it is wanted, the smallest there is.
        for (var i = best - 1; i >= 0 && demand.Steps.Count == 0; i--)
        {
            if (layers[i].IsSent)
            {
                AddTemporal(demand, layers[i], LayerFilter.All, layers.Length - 1 - i, layers[i].Within(limit, isScalable: false).Temporal, isLowest: true, now);
            }
        }
    }

    private static void AddTemporal(Demand demand, SourceLayer layer, int spatial, int number, int wanted, bool isLowest, Instant now)
    {
        var highest = Math.Min(layer.HighestTemporalLayer, wanted);

        // A larger face at a quarter of the pictures is worse than a smaller one with all of them; a larger page is not.
        var lowest = isLowest || demand.IsScreen ? 0 : Math.Max(0, highest - 1);
        for (var t = lowest; t <= highest; t++)
        {
            // What was not measured yet comes too soon to be chosen, but the only one there is may be sent.
            if (layer.BitsPerSecond(spatial, t, now) is var cost && (cost > 0 || demand.Steps.Count == 0))
            {
                demand.Add(new(number, t == highest ? int.MaxValue : t, cost));
            }
        }
    }

    /// <summary>The best step within what is allowed now; the least there is when none is.</summary>
    private static int Place(Demand demand, LayerAllocation allocation)
    {
        if (allocation.IsPaused)
        {
            return Demand.Nothing;
        }

        var step = demand.Best;
        while (step > 0 && (demand.Steps[step].Layer > allocation.Layer
            || (demand.Steps[step].Layer == allocation.Layer && demand.Steps[step].Temporal > allocation.Temporal)))
        {
            step--;
        }

        return step;
    }
}
