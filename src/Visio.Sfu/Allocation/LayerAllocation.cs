namespace Visio.Sfu.Allocation;

/// <summary>The most a subscription may have, by what its subscriber's link carries.</summary>
/// <param name="Layer">The best layer, counted from the smallest, 0.</param>
/// <param name="Temporal">The highest temporal layer of that one; those of smaller layers are all allowed.</param>
/// <param name="IsPaused">Whether nothing is sent for now.</param>
internal readonly record struct LayerAllocation(int Layer, int Temporal, bool IsPaused = false)
{
    /// <summary>All there is.</summary>
    public static readonly LayerAllocation Unlimited = new(int.MaxValue, int.MaxValue);

    /// <summary>Nothing.</summary>
    public static readonly LayerAllocation Paused = new(0, 0, IsPaused: true);
}
