namespace Visio.Bench.Clients;

/// <summary>Counts delays in steps of 1 µs up to 100 ms; what is longer counts as that. Owned by one thread.</summary>
internal sealed class DelayHistogram
{
    private const int Steps = 100_000;
    private readonly long[] _counts = new long[Steps + 1];
    private long _total;

    public long Total => _total;

    /// <param name="ticks">The delay in ticks of 100 ns.</param>
    public void Add(long ticks)
    {
        _counts[Math.Clamp(ticks / TimeSpan.TicksPerMicrosecond, 0, Steps)]++;
        _total++;
    }

    /// <summary>The delay that a share of the packets did not exceed, in µs.</summary>
    public double Quantile(double share)
    {
        var rest = (long)Math.Ceiling(_total * share);
        for (var i = 0; i <= Steps; i++)
        {
            rest -= _counts[i];
            if (rest <= 0)
            {
                return i;
            }
        }

        return Steps;
    }

    public void Clear()
    {
        Array.Clear(_counts);
        _total = 0;
    }
}
