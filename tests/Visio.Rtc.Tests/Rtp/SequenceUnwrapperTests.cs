using Visio.Rtc.Rtp;
using Visio.Testing;

namespace Visio.Rtc.Tests.Rtp;

public sealed class SequenceUnwrapperTests
{
    [Fact]
    public void Numbers_are_unwrapped_across_cycles_whatever_the_order()
    {
        const int Seed = 7;
        var random = new SeededRandom(Seed);
        var unwrapper = default(SequenceUnwrapper);
        long first = unwrapper.Unwrap(40000);
        var sent = 40000L;
        for (var i = 0; i < 100_000; i++)
        {
            sent += random.Next(100);
            var late = sent - random.Next(1000);
            Assert.Equal(first + sent - 40000, unwrapper.Unwrap((ushort)sent));
            Assert.Equal(first + late - 40000, unwrapper.Unwrap((ushort)late));
        }
    }

    [Fact]
    public void A_packet_before_the_first_one_stays_positive()
    {
        var unwrapper = default(SequenceUnwrapper);
        var first = unwrapper.Unwrap(0);

        Assert.Equal(first - 1, unwrapper.Unwrap(65535));
        Assert.Equal(first, unwrapper.Highest);
        Assert.True(first - 1 > 0);
    }

    [Theory]
    [InlineData(1, 0, true)]
    [InlineData(0, 65535, true)]
    [InlineData(65535, 0, false)]
    [InlineData(5, 5, false)]
    public void The_newer_number_is_the_one_ahead_on_the_shorter_way(int a, int b, bool expected) =>
        Assert.Equal(expected, SequenceNumbers.IsNewer((ushort)a, (ushort)b));
}
