namespace Visio.Sfu.Stats;

/// <summary>Counts values by size. Written by the loop's thread alone; other threads read each number whole.</summary>
/// <param name="bounds">Upper bounds of all buckets but the last one, ascending.</param>
internal sealed class Histogram(params double[] bounds)
{
    private readonly long[] _counts = new long[bounds.Length + 1];
    private double _sum;

    public void Observe(double value)
    {
        var bucket = 0;
        while (bucket < bounds.Length && value > bounds[bucket])
        {
            bucket++;
        }

        _counts[bucket]++;
        _sum += value;
    }

    public HistogramSnapshot Snapshot()
    {
        var counts = new long[_counts.Length];
        for (var i = 0; i < counts.Length; i++)
        {
            counts[i] = Volatile.Read(ref _counts[i]);
        }

        return new(bounds, counts, Volatile.Read(ref _sum));
    }
}
