using Visio.Rtc.Rtcp;
using Visio.Rtc.Time;

namespace Visio.Rtc.Tests.Rtcp;

public sealed class ReceptionStatisticsTests
{
    private const int ClockRate = 90000;

    [Fact]
    public void Nothing_is_reported_before_the_first_packet() =>
        Assert.False(new ReceptionStatistics(1, ClockRate).TryReport(At(0), out _));

    [Fact]
    public void Loss_is_counted_in_total_and_per_interval_across_the_wrap()
    {
        var statistics = new ReceptionStatistics(7, ClockRate);
        for (var i = 0; i < 100; i++)
        {
            if (i % 4 != 0 || i == 0)
            {
                statistics.OnPacket((ushort)(65500 + i), (uint)(i * 1800), At(i * 20));
            }
        }

        Assert.True(statistics.TryReport(At(2000), out var block));
        Assert.Equal(7u, block.Ssrc);
        Assert.Equal(24, block.CumulativeLost);
        Assert.Equal(24 * 256 / 100, block.FractionLost);
        Assert.Equal(0x10000u + 63, block.HighestSequenceNumber);

        statistics.OnPacket(64, 0, At(2020));
        Assert.True(statistics.TryReport(At(2020), out block));
        Assert.Equal(0, block.FractionLost);
        Assert.Equal(24, block.CumulativeLost);
    }

    [Fact]
    public void Duplicates_make_the_loss_negative_and_the_fraction_zero()
    {
        var statistics = new ReceptionStatistics(7, ClockRate);
        for (var i = 0; i < 3; i++)
        {
            statistics.OnPacket(5, 0, At(0));
        }

        Assert.True(statistics.TryReport(At(0), out var block));
        Assert.Equal(-2, block.CumulativeLost);
        Assert.Equal(0, block.FractionLost);
    }

    [Fact]
    public void Regular_packets_have_no_jitter_and_late_ones_a_sixteenth_of_their_delay()
    {
        var statistics = new ReceptionStatistics(7, ClockRate);
        for (var i = 0; i < 50; i++)
        {
            statistics.OnPacket((ushort)i, unchecked((uint)((i * 1800) - 9000)), At(i * 20));
        }

        Assert.Equal(TimeSpan.Zero, statistics.Jitter);
        statistics.OnPacket(50, unchecked((uint)((50 * 1800) - 9000)), At((50 * 20) + 16));
        Assert.Equal(1.0, statistics.Jitter.TotalMilliseconds, 3);
    }

    [Fact]
    public void A_sender_that_starts_anew_is_followed_and_a_stray_packet_is_not()
    {
        var statistics = new ReceptionStatistics(7, ClockRate);
        statistics.OnPacket(100, 0, At(0));
        statistics.OnPacket(30000, 0, At(0));
        statistics.OnPacket(101, 0, At(0));
        Assert.Equal(0, statistics.CumulativeLost);

        statistics.OnPacket(40000, 0, At(0));
        statistics.OnPacket(40001, 0, At(0));
        Assert.True(statistics.TryReport(At(0), out var block));
        Assert.Equal(40001u, block.HighestSequenceNumber);
        Assert.Equal(0, block.CumulativeLost);
    }

    [Fact]
    public void The_sender_can_tell_the_round_trip_time_from_the_echo()
    {
        var statistics = new ReceptionStatistics(7, ClockRate);
        statistics.OnPacket(1, 0, At(0));
        statistics.OnSenderReport(new NtpTime(0x0000000A_80000000), At(1000));

        Assert.True(statistics.TryReport(At(1500), out var block));
        Assert.Equal(0x000A8000u, block.LastSenderReport);
        Assert.Equal(32768u, block.DelaySinceLastSenderReport);
    }

    [Fact]
    public void A_sender_report_moves_the_last_timestamp_on_to_the_present()
    {
        var statistics = default(SenderStatistics);
        statistics.OnPacket(1000, 500, At(0));
        statistics.OnPacket(2800, 700, At(20));

        var report = statistics.Report(9, ClockRate, At(1020), new WallClock(new NtpTime(5UL << 32)));

        Assert.Equal(new SenderReport(9, new NtpTime(5UL << 32) + TimeSpan.FromMilliseconds(1020), 2800 + 90000, 2, 1200), report);
    }

    private static Instant At(int milliseconds) => Instant.Zero + TimeSpan.FromMilliseconds(milliseconds);
}
