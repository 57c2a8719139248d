namespace Visio.Sfu;

/// <summary>A distribution, as Prometheus takes it.</summary>
/// <param name="Bounds">Upper bounds of all buckets but the last one, ascending.</param>
/// <param name="Counts">What fell into each bucket; one more than <paramref name="Bounds"/>.</param>
/// <param name="Sum">The sum of all values.</param>
public sealed record HistogramSnapshot(IReadOnlyList<double> Bounds, IReadOnlyList<long> Counts, double Sum)
{
    /// <summary>Both together; their bounds are the same.</summary>
    internal HistogramSnapshot Plus(HistogramSnapshot other) => new(Bounds, [.. Counts.Zip(other.Counts, (a, b) => a + b)], Sum + other.Sum);
}
