using Visio.Rtc.Time;
using Visio.Sfu.Forwarding;

namespace Visio.Sfu.Tests.Forwarding;

public sealed class KeyFramePatienceTests
{
    private static readonly TimeSpan Often = TimeSpan.FromMilliseconds(100);
    private Instant _now = Instant.Zero + TimeSpan.FromSeconds(10);

    [Fact]
    public void Who_has_had_none_may_ask_as_often_as_it_likes()
    {
        var patience = new KeyFramePatience();
        Assert.True(patience.TryTake(_now));
        Assert.True(patience.TryTake(_now + Often));
        patience.OnKeyFrame(_now + Often);
        Assert.False(patience.TryTake(_now + Often + Often));
        Assert.True(patience.TryTake(_now + TimeSpan.FromSeconds(1)));
    }

    [Fact]
    public void Whom_key_frames_do_not_help_gets_them_ever_more_rarely_and_after_a_quiet_time_at_once()
    {
        var patience = new KeyFramePatience();
        patience.OnKeyFrame(_now);
        Assert.InRange(Cry(ref patience, TimeSpan.FromMinutes(1)), 6, 8);
        Assert.InRange(Cry(ref patience, TimeSpan.FromMinutes(1)), 3, 4);

        _now += TimeSpan.FromMinutes(2);
        Assert.True(patience.TryTake(_now));
        patience.OnKeyFrame(_now);
        Assert.InRange(Cry(ref patience, TimeSpan.FromSeconds(1)), 1, 2);
    }

    [Fact]
    public void Many_whom_they_do_not_help_cost_no_more_than_one()
    {
        var crying = new KeyFramePatience[15];
        var frames = 0;
        foreach (ref var one in crying.AsSpan())
        {
            one.OnKeyFrame(_now);
        }

        for (var end = _now + TimeSpan.FromMinutes(2); _now < end; _now += Often)
        {
            var isAsked = false;
            foreach (ref var one in crying.AsSpan())
            {
                isAsked |= one.TryTake(_now);
            }

            for (var i = 0; isAsked && i < crying.Length; i++)
            {
                crying[i].OnKeyFrame(_now);
                frames += i == 0 ? 1 : 0;
            }
        }

        Assert.InRange(frames, 8, 14);
    }

    /// <summary>Asks again and again, and gets each time what it asks for.</summary>
    private int Cry(ref KeyFramePatience patience, TimeSpan time)
    {
        var frames = 0;
        for (var end = _now + time; _now < end; _now += Often)
        {
            if (patience.TryTake(_now))
            {
                patience.OnKeyFrame(_now);
                frames++;
            }
        }

        return frames;
    }
}
