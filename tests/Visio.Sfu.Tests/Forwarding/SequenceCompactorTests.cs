using Visio.Sfu.Forwarding;
using Visio.Testing;

namespace Visio.Sfu.Tests.Forwarding;

public sealed class SequenceCompactorTests
{
    [Fact]
    public void Late_packets_get_the_number_of_their_place()
    {
        var compactor = new SequenceCompactor();
        compactor.Skip(12);
        compactor.Skip(14);
        Assert.Equal([11, 12, 13], new[] { 11L, 13, 15 }.Select(n => compactor.Map(n)));
    }

    [Fact]
    public void What_was_left_out_is_known()
    {
        var compactor = new SequenceCompactor();
        Assert.False(compactor.IsLeftOut(0));
        foreach (var number in (long[])[12, 14, 15, 20])
        {
            compactor.Skip(number);
        }

        Assert.Equal([12, 14, 15, 20], Enumerable.Range(0, 30).Where(n => compactor.IsLeftOut(n)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Numbers_stay_unique_and_without_holes(int seed)
    {
        var random = new SeededRandom(seed);
        var compactor = new SequenceCompactor();
        var mapped = new List<long>();
        for (var number = 1000L; number < 2000; number++)
        {
            if (random.Next(20) == 0)
            {
                compactor.Skip(number);
            }
            else
            {
                mapped.Add(compactor.Map(number));
            }
        }

        Assert.Equal(Enumerable.Range(1000, mapped.Count).Select(n => (long)n), mapped);
    }
}
