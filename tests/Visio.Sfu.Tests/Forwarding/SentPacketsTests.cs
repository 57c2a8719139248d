using Visio.Rtc;
using Visio.Rtc.Time;
using Visio.Sfu.Forwarding;

namespace Visio.Sfu.Tests.Forwarding;

public sealed class SentPacketsTests
{
    private static readonly TimeSpan RoundTrip = TimeSpan.FromMilliseconds(30);
    private static readonly SourceLayer Layer = new(rid: null, 0, new()
    {
        Kind = MediaKind.Video, Codec = MediaCodec.Vp8, Mid = "0", PayloadType = 96, ClockRate = 90_000, Extensions = default,
    });

    private static readonly Instant Start = Instant.Zero + TimeSpan.FromSeconds(10);

    [Fact]
    public void A_packet_is_repeated_three_times_at_most_and_not_within_two_round_trips()
    {
        var sent = new SentPackets(8);
        sent.Add(outNumber: 70_000, Layer, number: 5, timestamp: 99, default);
        var times = 0;
        for (var ms = 0; ms < 1000; ms += 10)
        {
            times += sent.TryResend(unchecked((ushort)70_000), RoundTrip, Start + TimeSpan.FromMilliseconds(ms), out var entry) ? 1 : 0;
            Assert.Equal((5, 99u), (entry.Number, entry.Timestamp));
            Assert.True(times <= 1 + (ms / 60));
        }

        Assert.Equal(3, times);
    }

    [Fact]
    public void What_was_not_sent_or_is_too_old_is_not_repeated()
    {
        var sent = new SentPackets(8);
        Assert.False(sent.TryResend(0, RoundTrip, Start, out _));
        sent.Add(2, Layer, 2, 0, default);
        Assert.False(sent.TryResend(0, RoundTrip, Start, out _));
        for (var n = 100; n < 120; n++)
        {
            sent.Add(n, Layer, n, 0, default);
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
        sent.Add(100, Layer, 1, 0, default);
        sent.Add(103, Layer, 4, 0, default);
        Assert.False(sent.IsFresh(100));
        Assert.True(sent.IsFresh(101));
        Assert.False(sent.IsFresh(103));
        Assert.True(sent.IsFresh(104));

        // Too far back to know: refused rather than risked.
        Assert.False(sent.IsFresh(95));
    }
}
