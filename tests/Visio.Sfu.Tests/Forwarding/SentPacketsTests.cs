using Visio.Rtc.Time;
using Visio.Sfu.Forwarding;

namespace Visio.Sfu.Tests.Forwarding;

public sealed class SentPacketsTests
{
    private static readonly TimeSpan RoundTrip = TimeSpan.FromMilliseconds(30);
    private static readonly Instant Start = Instant.Zero + TimeSpan.FromSeconds(10);

    [Fact]
    public void A_packet_is_repeated_three_times_at_most_and_not_within_two_round_trips()
    {
        var sent = new SentPackets(8);
        sent.Add(outNumber: 70_000, layer: 1, number: 5, timestamp: 99, default, Start);
        var times = 0;
        for (var ms = 0; ms < 1000; ms += 10)
        {
            times += sent.TryResend(unchecked((ushort)70_000), RoundTrip, Start + TimeSpan.FromMilliseconds(ms), out var again) ? 1 : 0;
            Assert.Equal((1, 5, 99u), (again.Layer, again.Number, again.Timestamp));
            Assert.True(times <= 1 + (ms / 60));
        }

        Assert.Equal(3, times);
    }

    [Fact]
    public void What_was_not_sent_or_is_too_old_is_not_repeated()
    {
        var sent = new SentPackets(8);
        Assert.False(sent.TryResend(0, RoundTrip, Start, out _));
        sent.Add(2, 0, 2, 0, default, Start);
        Assert.False(sent.TryResend(0, RoundTrip, Start, out _));
        for (var n = 100; n < 120; n++)
        {
            sent.Add(n, 0, n, 0, default, Start);
        }

        Assert.False(sent.TryResend(111, RoundTrip, Start, out _));
        Assert.True(sent.TryResend(112, RoundTrip, Start, out _));
        Assert.False(sent.TryResend(120, RoundTrip, Start, out _));
    }

    [Fact]
    public void A_number_is_fresh_once()
    {
        var sent = new SentPackets(8);
        Assert.True(sent.IsFresh(100));
        sent.Add(100, 0, 1, 0, default, Start);
        sent.Add(103, 0, 4, 0, default, Start);
        Assert.False(sent.IsFresh(100));
        Assert.True(sent.IsFresh(101));
        Assert.False(sent.IsFresh(103));
        Assert.True(sent.IsFresh(104));

        // Too far back to know: refused rather than risked.
        Assert.False(sent.IsFresh(95));
    }

    [Theory]
    [InlineData(20, 32)]
    [InlineData(50, 64)]
    [InlineData(150, 256)]
    [InlineData(5000, 512)]
    public void It_takes_the_memory_that_the_rate_of_the_stream_needs(int packetsPerSecond, int expected)
    {
        var sent = new SentPackets(512);
        var empty = sent.Bytes;
        var now = Start;
        for (var n = 1; n < packetsPerSecond * 5; n++)
        {
            now = Start + (TimeSpan.FromSeconds(n) / packetsPerSecond);
            sent.Add(n, 0, n, 0, default, now);
        }

        Assert.Equal(0, empty);
        Assert.InRange(sent.Bytes / expected, 1, 40);
        Assert.True(sent.TryGet((packetsPerSecond * 5) - expected, out _));
        Assert.False(sent.TryGet((packetsPerSecond * 5) - expected - 1, out _));
    }

    [Fact]
    public void A_number_that_was_forgotten_is_not_fresh_after_the_ring_has_grown()
    {
        var sent = new SentPackets(512);
        var now = Start;
        for (var n = 1; n <= 100; n++)
        {
            now += TimeSpan.FromSeconds(1);
            sent.Add(n, 0, n, 0, default, now);
        }

        var before = sent.Bytes;
        for (var n = 101; n <= 200; n++)
        {
            sent.Add(n, 0, n, 0, default, now);
        }

        Assert.True(sent.Bytes > before);
        for (var n = 1; n <= 200; n++)
        {
            Assert.False(sent.IsFresh(n), $"{n} would be sent twice");
        }

        Assert.True(sent.TryGet(101, out var first));
        Assert.Equal(101, first.Number);
    }

    [Fact]
    public void What_was_given_back_is_neither_repeated_nor_fresh_and_what_follows_is_remembered()
    {
        var sent = new SentPackets(64);
        sent.Add(100, 0, 100, 0, default, Start);
        sent.Add(102, 0, 102, 0, default, Start, isWaiting: true);
        sent.Clear();

        Assert.Equal(0, sent.Bytes);
        Assert.False(sent.IsFresh(101));
        Assert.False(sent.TryResend(100, RoundTrip, Start, out _));
        sent.OnSent(102, 1);
        sent.Forget(102);
        sent.Add(103, 0, 103, 0, default, Start);
        Assert.False(sent.IsFresh(101));
        Assert.True(sent.TryResend(103, RoundTrip, Start, out _));
    }
}
