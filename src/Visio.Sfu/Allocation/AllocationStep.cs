namespace Visio.Sfu.Allocation;

/// <summary>One way to forward a track: up to a layer and, within that, a temporal layer.</summary>
/// <param name="Layer">Counted from the smallest, 0.</param>
/// <param name="Temporal">The highest temporal layer; <see cref="int.MaxValue"/> for all.</param>
/// <param name="BitsPerSecond">What it costs.</param>
internal readonly record struct AllocationStep(int Layer, int Temporal, long BitsPerSecond);
