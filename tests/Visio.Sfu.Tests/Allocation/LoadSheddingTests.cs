using Visio.Rtc.Time;
using Visio.Sfu.Allocation;

namespace Visio.Sfu.Tests.Allocation;

public sealed class LoadSheddingTests
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);
    private readonly LoadShedding _shedding = new();
    private Instant _now = Instant.Zero + TimeSpan.FromMinutes(2);

    [Fact]
    public void A_moment_changes_nothing()
    {
        for (var i = 0; i < 100; i++)
        {
            Observe(isBehind: i % 5 == 0);
        }

        Assert.Equal((0, 1.0), (_shedding.Level, _shedding.Share));
    }

    [Fact]
    public void A_loop_that_stays_behind_forwards_no_picture_after_two_seconds()
    {
        var levels = Enumerable.Range(0, 22).Select(_ => Observe(isBehind: true)).Distinct();

        Assert.Equal([0, 1, 2, 3, 4], levels);
        Assert.Equal(0, _shedding.Share);
    }

    [Fact]
    public void What_is_enough_stays_for_five_seconds_and_goes_level_by_level()
    {
        Overload(level: 2);
        Calm(seconds: 4.8);
        Assert.Equal(2, _shedding.Level);
        Calm(seconds: 0.3);
        Assert.Equal(1, _shedding.Level);
        Calm(seconds: 5.1);
        Assert.Equal(0, _shedding.Level);
    }

    [Fact]
    public void A_rise_that_was_too_early_is_tried_later_and_later()
    {
        Overload(level: 1);
        var waited = new List<double>();
        for (var i = 0; i < 6; i++)
        {
            var from = _now;
            while (_shedding.Level > 0)
            {
                Observe(isBehind: false);
            }

            waited.Add(Math.Round((_now - from).TotalSeconds));
            Overload(level: 1);
        }

        Assert.Equal([5, 10, 20, 40, 60, 60], waited);
    }

    private void Overload(int level)
    {
        while (_shedding.Level < level)
        {
            Observe(isBehind: true);
        }
    }

    private void Calm(double seconds)
    {
        for (var end = _now + TimeSpan.FromSeconds(seconds); _now < end;)
        {
            Observe(isBehind: false);
        }
    }

    private int Observe(bool isBehind)
    {
        _now += Interval;
        var before = _shedding.Level;
        Assert.Equal(_shedding.Observe(isBehind, _now), _shedding.Level != before);
        return _shedding.Level;
    }
}
