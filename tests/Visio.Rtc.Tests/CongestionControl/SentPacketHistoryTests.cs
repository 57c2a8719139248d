using Visio.Rtc.CongestionControl;
using Visio.Rtc.Time;

namespace Visio.Rtc.Tests.CongestionControl;

public sealed class SentPacketHistoryTests
{
    private static readonly Instant Start = Instant.Zero + TimeSpan.FromSeconds(10);

    [Theory]
    [InlineData(100, 64)]
    [InlineData(200, 128)]
    [InlineData(2000, 1024)]
    public void It_takes_the_memory_that_the_rate_needs_while_reports_come(int packetsPerSecond, int expected)
    {
        var history = new SentPacketHistory();
        Assert.Equal(0, history.Bytes);
        Send(history, packetsPerSecond, seconds: 5, isReported: true);

        Assert.True(history.Contains(history.NextIndex - expected));
        Assert.False(history.Contains(history.NextIndex - expected - 1));
    }

    [Fact]
    public void What_waits_for_its_report_is_kept()
    {
        var history = new SentPacketHistory();
        Send(history, packetsPerSecond: 1000, seconds: 2, isReported: false);

        for (var index = history.NextIndex - 2000; index < history.NextIndex; index++)
        {
            Assert.True(history.Contains(index));
            Assert.Equal(SentStatus.UnderWay, history[index].Status);
        }
    }

    [Fact]
    public void What_was_given_back_is_not_found_and_the_numbers_go_on()
    {
        var history = new SentPacketHistory();
        Send(history, packetsPerSecond: 100, seconds: 1, isReported: false);
        var next = history.NextNumber;
        var last = history.NextIndex - 1;
        history.Clear();

        Assert.Equal((0, next), (history.Bytes, history.NextNumber));
        Assert.False(history.Contains(last));
        history.Add(bytes: 7, probe: 0, Start + TimeSpan.FromMinutes(1));
        Assert.False(history.Contains(last));
        Assert.Equal(7, history[last + 1].Bytes);
    }

    private static void Send(SentPacketHistory history, int packetsPerSecond, int seconds, bool isReported)
    {
        for (var n = 0; n < packetsPerSecond * seconds; n++)
        {
            history.Add(bytes: 1000, probe: 0, Start + (TimeSpan.FromSeconds(n) / packetsPerSecond));
            if (isReported)
            {
                history[history.NextIndex - 1].Status = SentStatus.Arrived;
            }
        }
    }
}
