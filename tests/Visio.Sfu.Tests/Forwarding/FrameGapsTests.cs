using Visio.Rtc.Time;
using Visio.Sfu.Forwarding;

namespace Visio.Sfu.Tests.Forwarding;

public sealed class FrameGapsTests
{
    [Fact]
    public void A_gap_that_is_much_longer_than_the_others_is_a_freeze()
    {
        var gaps = new FrameGaps();
        Run(ref gaps, 0, 30, 40);
        Run(ref gaps, 30 * 40 + 500, 30, 40);
        var (frames, freezes, frozen) = gaps.Take();
        Assert.Equal((60, 1, 540.0), (frames, freezes, frozen.TotalMilliseconds));
        Assert.Equal((0, 0, TimeSpan.Zero), gaps.Take());
    }

    [Theory]
    [InlineData(40, 180)]
    [InlineData(200, 590)]
    public void A_gap_of_up_to_three_times_the_mean_or_150_ms_more_is_none(int interval, int gap)
    {
        var gaps = new FrameGaps();
        Run(ref gaps, 0, 30, interval);
        Run(ref gaps, (29 * interval) + gap, 5, interval);
        Assert.Equal(0, gaps.Take().Freezes);
    }

    [Fact]
    public void What_was_paused_has_not_stood_still()
    {
        var gaps = new FrameGaps();
        Run(ref gaps, 0, 30, 40);
        gaps.Pause();
        Run(ref gaps, 20_000, 5, 40);
        Assert.Equal(0, gaps.Take().Freezes);
    }

    [Fact]
    public void A_lower_rate_is_a_freeze_for_a_moment_only()
    {
        var gaps = new FrameGaps();
        Run(ref gaps, 0, 90, 33);
        Run(ref gaps, 90 * 33, 10, 250);
        Assert.InRange(gaps.Take().Freezes, 1, 8);
        Run(ref gaps, (90 * 33) + (10 * 250), 40, 250);
        Assert.Equal(0, gaps.Take().Freezes);
    }

    private static void Run(ref FrameGaps gaps, int from, int frames, int interval)
    {
        for (var i = 0; i < frames; i++)
        {
            gaps.OnFrame(Instant.Zero + TimeSpan.FromMilliseconds(from + (i * interval)));
        }
    }
}
