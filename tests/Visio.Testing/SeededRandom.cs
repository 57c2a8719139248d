using Visio.Rtc;

namespace Visio.Testing;

/// <summary>Repeatable randomness for tests: print the seed, and a failure can be run again.</summary>
public sealed class SeededRandom(int seed) : RandomSource
{
    private readonly Random _random = new(seed);

    public override void Fill(Span<byte> destination) => _random.NextBytes(destination);

    /// <summary>A number from 0 up to, but not including, 1.</summary>
    public double NextDouble() => _random.NextDouble();

    /// <summary>A whole number from 0 up to, but not including, <paramref name="limit"/>.</summary>
    public int Next(int limit) => _random.Next(limit);
}
