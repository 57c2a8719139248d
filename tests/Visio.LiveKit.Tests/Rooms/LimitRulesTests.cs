using Visio.LiveKit.Rooms;

namespace Visio.LiveKit.Tests.Rooms;

public sealed class LimitRulesTests
{
    [Fact]
    public void Nothing_limits_whom_nothing_is_known_of() => Assert.Equal(LiveLimit.None, LimitRules.Judge(isLost: false, null, null));

    [Fact]
    public void Somebody_without_a_way_is_limited_by_it_whatever_was_measured() =>
        Assert.Equal(LiveLimit.Connection, LimitRules.Judge(isLost: true, new() { Loss = 0.5 }, new()));

    [Theory]
    [InlineData(0.06, 5, LiveLimit.Uplink)]
    [InlineData(0, 61, LiveLimit.Uplink)]
    [InlineData(0.05, 60, LiveLimit.None)]
    public void Losses_and_jitter_on_the_way_up(double loss, double jitter, LiveLimit expected) =>
        Assert.Equal(expected, LimitRules.Judge(isLost: false, new() { Loss = loss, JitterMilliseconds = jitter }, new()));

    [Theory]
    [InlineData(0.06, 0, LiveLimit.Downlink)]
    [InlineData(0, 1, LiveLimit.Downlink)]
    [InlineData(0.04, 0, LiveLimit.None)]
    public void Losses_and_paused_tracks_on_the_way_down(double loss, int paused, LiveLimit expected) =>
        Assert.Equal(expected, LimitRules.Judge(isLost: false, null, new() { Loss = loss, PausedTracks = paused }));

    [Theory]
    [InlineData(0, 5, LiveLimit.Machine)]
    [InlineData(0.02, 5, LiveLimit.None)]
    [InlineData(0, 15, LiveLimit.None)]
    public void A_slow_camera_although_nothing_is_lost(double loss, double frames, LiveLimit expected) =>
        Assert.Equal(expected, LimitRules.Judge(isLost: false, new() { Loss = loss, FramesPerSecond = frames }, null));
}
