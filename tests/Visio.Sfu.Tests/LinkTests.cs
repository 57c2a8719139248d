using Visio.Rtc.Time;
using Visio.Testing;

namespace Visio.Sfu.Tests;

/// <summary>The model of bad links that the virtual network and the link emulator share.</summary>
public sealed class LinkTests
{
    [Theory]
    [InlineData(0.01, 0)]
    [InlineData(0.05, 3)]
    [InlineData(0.2, 8)]
    public void Loses_the_share_that_it_is_to_in_bursts_of_the_length_that_they_are_to_have(double loss, double burst)
    {
        const int count = 300_000;
        var random = new SeededRandom(5);
        var link = new Link { Conditions = new() { Loss = loss, BurstLength = burst } };
        var (lost, bursts, wasLost) = (0, 0, false);
        for (var i = 0; i < count; i++)
        {
            var isLost = !link.TryPass(100, Instant.Zero, random, out _);
            lost += isLost ? 1 : 0;
            bursts += isLost && !wasLost ? 1 : 0;
            wasLost = isLost;
        }

        Assert.InRange(lost / (double)count, loss * 0.9, loss * 1.1);
        Assert.InRange(lost / (double)bursts, Math.Max(1, burst) * 0.9, Math.Max(1, burst) * 1.1);
        Assert.Equal((lost, 0), link.Totals);
    }

    [Fact]
    public void Jitter_overtakes_only_where_it_may()
    {
        foreach (var keepsOrder in new[] { true, false })
        {
            var random = new SeededRandom(6);
            var link = new Link { Conditions = new() { Jitter = TimeSpan.FromMilliseconds(50), KeepsOrder = keepsOrder } };
            var (last, overtaken) = (Instant.Zero, 0);
            for (var i = 0; i < 1000; i++)
            {
                Assert.True(link.TryPass(100, Instant.Zero + TimeSpan.FromMilliseconds(i), random, out var arrival));
                overtaken += arrival < last ? 1 : 0;
                last = arrival;
            }

            Assert.Equal(keepsOrder, overtaken == 0);
        }
    }
}
