using System.Runtime.CompilerServices;
using Visio.Rtc.Units;

namespace Visio.Rtc.Tests.CongestionControl;

/// <summary>
/// Whether a sender that follows the estimate uses a path well. The figures are of fixed seeds; every failure prints its simulation.
/// </summary>
public sealed class BandwidthEstimateTests
{
    [Theory]
    [InlineData(150, 200)]
    [InlineData(300, 50)]
    [InlineData(300, 200)]
    [InlineData(300, 500)]
    [InlineData(1000, 50)]
    [InlineData(1000, 200)]
    [InlineData(1000, 500)]
    [InlineData(3000, 50)]
    [InlineData(3000, 200)]
    [InlineData(3000, 500)]
    public void A_path_is_found_within_two_seconds_and_used_without_being_filled(int kilobits, int queueMilliseconds)
    {
        var path = new PathSimulation(kilobits + queueMilliseconds) { Capacity = Rate(kilobits), MaxQueue = Milliseconds(queueMilliseconds) };
        Within(path, path.SecondsUntil(s => s.Target < kilobits * 1_100, 10), 0.1, 2);
        path.Run(5);
        path.Run(30);

        Within(path, path.Delivered(30) / (kilobits * 1000), 0.8, 1.01);
        Within(path, path.AverageQueue(30), 0, 60);
        Within(path, path.PaddingBytes * 8 / (path.Elapsed.TotalSeconds * kilobits * 1000), 0, 0.05);
    }

    [Theory]
    [InlineData(100)]
    [InlineData(300)]
    [InlineData(1000)]
    public void Steps_of_the_bandwidth_are_followed_down_within_a_second_and_up_within_seconds(int queueMilliseconds)
    {
        var path = new PathSimulation(7) { Capacity = Rate(3000), MaxQueue = Milliseconds(queueMilliseconds) };
        path.Run(20);

        path.Capacity = Rate(500);
        Within(path, path.SecondsUntil(s => s.Target <= 500_000, 20), 0.1, 1);
        Within(path, path.SecondsUntil(s => s.QueueMilliseconds < 100, 20), 0.1, 5);
        path.Run(15);
        Within(path, path.Delivered(10) / 500_000, 0.8, 1.01);

        path.Capacity = Rate(150);
        Within(path, path.SecondsUntil(s => s.Target <= 150_000, 20), 0.1, 1.5);
        path.Run(15);
        Within(path, path.Delivered(10) / 150_000, 0.75, 1.01);

        path.Capacity = Rate(3000);
        Within(path, path.SecondsUntil(s => s.Delivered >= 2_400_000, 30), 0.1, 5);
        path.Run(10);
        Within(path, path.Delivered(8) / 3_000_000, 0.75, 1.01);
    }

    [Theory]
    [InlineData(0.01)]
    [InlineData(0.05)]
    [InlineData(0.1)]
    [InlineData(0.2)]
    public void Loss_that_does_not_depend_on_the_rate_costs_no_more_than_what_is_lost(double loss)
    {
        var wide = new PathSimulation(11) { Loss = loss, Video = Rate(2000) };
        wide.Run(40);
        Within(wide, wide.Delivered(30) / (1 - loss) / 2_052_000, 0.95, 1.05);

        var narrow = new PathSimulation(11) { Loss = loss, Capacity = Rate(1000) };
        narrow.Run(40);

        // What is lost is lost before the bottleneck here.
        Within(narrow, narrow.Delivered(30) / 1_000_000, 0.8 * (1 - loss), 1.01);
        Within(narrow, narrow.Estimate.OwnLoss, 0, loss + 0.08);
    }

    [Theory]
    [InlineData(1, 0.1, 1)]
    [InlineData(2, 0.05, 5)]
    [InlineData(3, 0.05, 5)]
    [InlineData(4, 0.1, 5)]
    [InlineData(5, 0.2, 1)]
    public void Loss_in_bursts_costs_a_camera_no_more_than_a_moment_now_and_then(int seed, double loss, double burst)
    {
        var path = new PathSimulation(seed) { Video = Rate(600) };
        path.Run(5);
        (path.Loss, path.BurstLength) = (loss, burst);
        path.Run(60);
        Within(path, path.Samples.Skip(80).Count(s => s.Target < 500_000) / 570.0, 0, 0.1);
        Within(path, path.Samples.Min(s => s.Target), 350_000, double.MaxValue);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Loss_while_little_is_sent_does_not_lower_what_was_found(int seed)
    {
        var path = new PathSimulation(seed) { Capacity = Rate(800), Video = Rate(2000) };
        path.Run(20);
        path.Capacity = null;
        (path.Loss, path.BurstLength, path.Video) = (0.1, 5, Rate(0));
        path.Run(60);
        Within(path, path.Samples.TakeLast(600).Min(s => s.Target), 500_000, double.MaxValue);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Room_is_found_within_seconds_although_a_fifth_is_lost(int seed)
    {
        var path = new PathSimulation(seed) { Capacity = Rate(300), Loss = 0.2, Video = Rate(1200) };
        path.Run(30);
        path.Capacity = null;
        Within(path, path.SecondsUntil(s => s.Target > 1_200_000, 40), 0, 10);
    }

    [Fact]
    public void Loss_that_comes_of_too_much_is_not_taken_for_the_paths_own()
    {
        // What is above the rate is dropped at once, as a policer does: no queue tells of it.
        var path = new PathSimulation(21) { Capacity = Rate(800), MaxQueue = Milliseconds(15) };
        path.Run(40);
        Within(path, path.AverageTarget(30) / 800_000, 0.7, 1.15);
        Within(path, path.Delivered(30) / 800_000, 0.65, 1.01);
    }

    [Theory]
    [InlineData(10)]
    [InlineData(30)]
    [InlineData(60)]
    public void Jitter_is_not_taken_for_a_queue(int milliseconds)
    {
        var wide = new PathSimulation(12) { Jitter = Milliseconds(milliseconds), Video = Rate(2000) };
        wide.Run(40);
        Within(wide, wide.Delivered(30) / 2_052_000, 0.97, 1.03);

        var narrow = new PathSimulation(12) { Jitter = Milliseconds(milliseconds), Capacity = Rate(1000) };
        narrow.Run(40);
        Within(narrow, narrow.Delivered(30) / 1_000_000, 0.75, 1.01);
    }

    [Theory]
    [InlineData(50)]
    [InlineData(400)]
    public void A_receiver_that_stops_now_and_then_shows_no_limit(int milliseconds)
    {
        var path = new PathSimulation(20) { Stall = Milliseconds(milliseconds), Video = Rate(2000) };
        path.Run(60);
        Assert.False(path.Estimate.IsKnown, path.ToString());
    }

    [Fact]
    public void A_round_trip_of_300_ms_costs_little()
    {
        var path = new PathSimulation(13) { Delay = Milliseconds(150), Capacity = Rate(1000) };
        path.Run(40);
        Within(path, path.Delivered(30) / 1_000_000, 0.8, 1.01);
        Within(path, path.AverageQueue(30), 0, 60);
        Within(path, path.Estimate.RoundTripTime!.Value.TotalMilliseconds, 300, 350);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1500)]
    public void A_blackout_of_five_seconds_is_over_a_second_after_its_end(int kilobits)
    {
        var path = new PathSimulation(14) { Capacity = kilobits == 0 ? null : Rate(kilobits) };
        path.Run(15);
        path.IsDown = true;
        path.Run(5);
        Within(path, path.Estimate.Target.BitsPerSecond, 40_000, 400_000);
        path.IsDown = false;
        Within(path, path.SecondsUntil(s => s.Delivered >= (kilobits == 0 ? 3_900_000 : kilobits * 800), 20), 0.1, 1);
    }

    [Fact]
    public void What_others_send_is_left_to_them_and_taken_when_they_end()
    {
        var path = new PathSimulation(15) { Capacity = Rate(2000), CrossTraffic = Rate(1000) };
        path.Run(40);
        Within(path, path.Delivered(20) / 1_000_000, 0.75, 1.05);
        path.CrossTraffic = Bitrate.Zero;
        Within(path, path.SecondsUntil(s => s.Delivered > 1_600_000, 30), 0.1, 6);
    }

    [Theory]
    [InlineData(0.1)]
    [InlineData(0.3)]
    [InlineData(0.5)]
    public void Reports_that_are_lost_cost_little(double loss)
    {
        var path = new PathSimulation(16) { Capacity = Rate(1000), ReportLoss = loss };
        path.Run(40);
        Within(path, path.Delivered(30) / 1_000_000, 0.75, 1.01);
        Within(path, path.AverageQueue(30), 0, 80);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    public void Sound_alone_is_neither_limited_nor_padded(int kilobits)
    {
        var path = new PathSimulation(17) { Video = Bitrate.Zero, Capacity = kilobits == 0 ? null : Rate(kilobits), Jitter = Milliseconds(30) };
        path.Run(60);
        Assert.False(path.Estimate.IsKnown, path.ToString());
        Assert.Equal(0, path.PaddingBytes);
    }

    [Theory]
    [InlineData(-300)]
    [InlineData(300)]
    public void Clocks_that_drift_apart_are_no_queue(double partsPerMillion)
    {
        var path = new PathSimulation(18) { Drift = partsPerMillion, Video = Rate(1500) };
        path.Run(120);
        Assert.False(path.Estimate.IsKnown, path.ToString());
    }

    [Fact]
    public void A_sender_that_sends_less_than_it_may_is_not_believed_to_be_able_to_send_any_rate()
    {
        var path = new PathSimulation(22) { Capacity = Rate(1000) };
        path.Run(10);
        (path.Video, path.CanPad, path.Capacity) = (Rate(200), false, null);
        path.Run(60);
        Within(path, path.Estimate.Target.BitsPerSecond, 250_000, 1_200_000);
    }

    [Fact]
    public void Without_padding_an_estimate_grows_by_what_is_sent()
    {
        var path = new PathSimulation(23) { Capacity = Rate(300), CanPad = false };
        path.Run(15);
        path.Capacity = Rate(1000);
        Within(path, path.SecondsUntil(s => s.Delivered > 700_000, 60), 3, 30);
        Assert.Equal(0, path.PaddingBytes);
    }

    private static Bitrate Rate(int kilobits) => new(kilobits * 1000L);

    private static TimeSpan Milliseconds(int milliseconds) => TimeSpan.FromMilliseconds(milliseconds);

    private static void Within(PathSimulation path, double value, double least, double most, [CallerArgumentExpression(nameof(value))] string what = "") =>
        Assert.True(value >= least && value <= most, $"{what}: {value:F3} is not within {least} and {most}\n{path}");
}
