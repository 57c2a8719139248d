using Visio.Rtc.Time;
using Visio.Sfu.Forwarding;

namespace Visio.Sfu.Tests.Forwarding;

public sealed class SoundRedundancyTests
{
    private SoundRedundancy _redundancy = new();
    private Instant _now;

    [Theory]
    [InlineData(0, 0)]
    [InlineData(0.014, 0)]
    [InlineData(0.015, 1)]
    [InlineData(0.059, 1)]
    [InlineData(0.06, 2)]
    [InlineData(0.35, 2)]
    public void More_loss_asks_for_more(double loss, int packets)
    {
        Lose(loss);
        Assert.Equal(packets, _redundancy.Packets);
    }

    [Fact]
    public void It_takes_a_while_of_much_less_loss_until_there_is_less()
    {
        Lose(0.07);

        // Half of what asked for it still keeps it.
        Lose(0.03, seconds: 60);
        Assert.Equal(2, _redundancy.Packets);

        Lose(0.02, seconds: 9);
        Assert.Equal(2, _redundancy.Packets);
        Lose(0.02, seconds: 2);
        Assert.Equal(1, _redundancy.Packets);
        Lose(0, seconds: 9);
        Assert.Equal(1, _redundancy.Packets);
        Lose(0, seconds: 2);
        Assert.Equal(0, _redundancy.Packets);
    }

    [Fact]
    public void One_bad_moment_in_between_begins_the_wait_anew()
    {
        Lose(0.02);
        Lose(0, seconds: 8);
        Lose(0.02);
        Lose(0, seconds: 8);
        Assert.Equal(1, _redundancy.Packets);
    }

    [Fact]
    public void Reports_are_judged_over_two_hundred_packets()
    {
        // Two lost of forty are no share of anything yet.
        _redundancy.OnReport(40, 2, _now);
        Assert.Equal(0, _redundancy.Packets);
        _redundancy.OnReport(80, 0, _now);
        _redundancy.OnReport(80, 1, _now);
        Assert.Equal(1, _redundancy.Packets);
    }

    [Fact]
    public void It_gives_way_where_the_path_does_not_carry_it()
    {
        Lose(0.1);
        _redundancy.SetRoom(60_000, 40_000, path: 150_000, isShort: true, _now);
        Assert.Equal(2, _redundancy.Packets);
        _redundancy.SetRoom(60_000, 40_000, path: 130_000, isShort: true, _now);
        Assert.Equal(1, _redundancy.Packets);
        _redundancy.SetRoom(60_000, 40_000, path: 50_000, isShort: true, _now);
        Assert.Equal(0, _redundancy.Packets);
    }

    [Theory]
    [InlineData(true, 280_000, 2)] // On a full path sound may take half.
    [InlineData(true, 270_000, 1)]
    [InlineData(true, 190_000, 0)]
    [InlineData(false, 120_000, 2)] // Where nothing is kept back, what it carries shows in trying.
    [InlineData(false, 119_000, 1)]
    [InlineData(false, 71_000, 0)]
    public void It_comes_back_one_by_one_when_there_is_room_for_it(bool isShort, long path, int packets)
    {
        Lose(0.1);
        _redundancy.SetRoom(60_000, 40_000, path: 50_000, isShort, _now);
        var seen = new List<int> { 0 };
        for (var end = _now + TimeSpan.FromSeconds(30); _now < end; _now += TimeSpan.FromSeconds(1))
        {
            _redundancy.SetRoom(60_000, 40_000, Math.Max(path, 60_000 + (_redundancy.Packets * 40_000)), isShort, _now);
            Assert.True(_now >= end - TimeSpan.FromSeconds(26) || _redundancy.Packets == 0);
            if (_redundancy.Packets != seen[^1])
            {
                seen.Add(_redundancy.Packets);
            }
        }

        Assert.Equal(Enumerable.Range(0, packets + 1), seen);
    }

    private void Lose(double loss, double seconds = 0)
    {
        for (var end = _now + TimeSpan.FromSeconds(seconds); ; _now += TimeSpan.FromMilliseconds(400))
        {
            _redundancy.OnLoss(loss, _now);
            if (_now >= end)
            {
                return;
            }
        }
    }
}
