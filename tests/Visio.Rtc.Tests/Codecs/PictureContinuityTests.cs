using Visio.Rtc.Codecs;

namespace Visio.Rtc.Tests.Codecs;

public sealed class PictureContinuityTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_running_numbers_continue_across_sources(bool isLong)
    {
        var continuity = default(PictureContinuity);
        var last = continuity.Map(new(100, 200, 3), isLong);
        Assert.Equal(new PictureNumbers(100, 200, 3), last);
        last = continuity.Map(new(101, 201, 3), isLong);

        continuity.BeginSource();
        var first = continuity.Map(new(7, 90, 31), isLong);

        Assert.Equal(new PictureNumbers(102, 202, 4), first);
        Assert.Equal(first, continuity.Map(new(7, 90, 31), isLong));
        Assert.Equal(new PictureNumbers(103, 203, 4), continuity.Map(new(8, 91, 31), isLong));
    }

    [Fact]
    public void A_late_packet_does_not_move_the_next_source_back()
    {
        var continuity = default(PictureContinuity);
        continuity.Map(new(0x7FFF, 255, 31), isLong: true);
        continuity.Map(new(0, 0, 0), isLong: true);
        continuity.Map(new(0x7FFF, 255, 31), isLong: true);
        continuity.BeginSource();

        Assert.Equal(new PictureNumbers(1, 1, 1), continuity.Map(new(500, 50, 5), isLong: true));
    }
}
