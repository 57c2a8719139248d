using Visio.Rtc.Buffers;
using Visio.Rtc.Time;

namespace Visio.Rtc.Tests.Buffers;

public sealed class RetransmissionBufferTests
{
    private const int Capacity = 8192;
    private static readonly Instant Start = Instant.Zero + TimeSpan.FromSeconds(10);

    [Fact]
    public void The_latest_packets_are_found_and_older_ones_are_not()
    {
        using var buffer = new RetransmissionBuffer(Capacity);
        for (var i = 10; i < 40; i++)
        {
            buffer.Store(i, Packet(i, 1000), Start);
        }

        for (var i = 33; i < 40; i++)
        {
            Assert.True(buffer.TryGet(i, out var packet));
            Assert.Equal(Packet(i, 1000), packet.ToArray());
        }

        Assert.False(buffer.TryGet(30, out _));
        Assert.True(buffer.Knows(30));
        Assert.False(buffer.TryGet(40, out _));
        Assert.False(buffer.TryGet(-1, out _));
        Assert.False(buffer.Knows(-1));
    }

    [Fact]
    public void A_late_packet_does_not_displace_its_successor()
    {
        using var buffer = new RetransmissionBuffer(Capacity);
        buffer.Store(228, [1], Start);
        buffer.Store(100, [2], Start);

        Assert.True(buffer.TryGet(228, out _));
        Assert.False(buffer.TryGet(100, out _));
    }

    [Fact]
    public void What_is_no_datagram_of_a_network_is_not_kept()
    {
        using var buffer = new RetransmissionBuffer(Capacity);
        buffer.Store(1, new byte[RetransmissionBuffer.LongestPacket + 1], Start);

        Assert.False(buffer.TryGet(1, out _));
    }

    [Theory]
    [InlineData(50, 100, 16)]
    [InlineData(25, 1000, 64)]
    [InlineData(150, 1040, 512)]
    [InlineData(2000, 1200, 1024)]
    public void It_takes_the_memory_that_two_seconds_of_the_stream_need(int packetsPerSecond, int length, int expectedKibibytes)
    {
        using var buffer = RetransmissionBuffer.For(MediaKind.Video);
        var none = buffer.Bytes;
        var count = packetsPerSecond * 20;
        for (var i = 0; i < count; i++)
        {
            buffer.Store(i, Packet(i, length), Start + (TimeSpan.FromSeconds(i) / packetsPerSecond));
        }

        Assert.InRange(none, 0, 2048);
        Assert.InRange(buffer.Bytes, expectedKibibytes << 10, (expectedKibibytes << 10) * 3 / 2);
        var kept = Math.Min(packetsPerSecond * 2, (expectedKibibytes << 10) * 9 / 10 / (length + 15));
        for (var i = count - kept; i < count; i++)
        {
            Assert.True(buffer.TryGet(i, out var packet), $"packet {i} of {count}");
            Assert.Equal(Packet(i, length), packet.ToArray());
        }
    }

    [Theory]
    [InlineData(0, 1200)]
    [InlineData(37, 1024)]
    [InlineData(1000, 1020)]
    public void A_burst_is_kept_whole_whatever_came_before(int slow, int length)
    {
        using var buffer = RetransmissionBuffer.For(MediaKind.Video);
        for (var i = 0; i < slow; i++)
        {
            buffer.Store(i, Packet(i, 100 + i), Start + TimeSpan.FromMilliseconds(100 * i));
        }

        var now = Start + TimeSpan.FromMilliseconds(100 * slow);
        for (var i = slow; i < slow + 300; i++)
        {
            buffer.Store(i, Packet(i, length), now);
        }

        for (var i = slow; i < slow + 300; i++)
        {
            Assert.True(buffer.TryGet(i, out var packet), $"packet {i - slow} of the burst");
            Assert.Equal(Packet(i, length), packet.ToArray());
        }
    }

    [Fact]
    public void What_was_given_back_is_known_and_not_found()
    {
        using var buffer = new RetransmissionBuffer(1 << 16);
        var before = buffer.Bytes;
        for (var i = 0; i < 100; i++)
        {
            buffer.Store(i, Packet(i, 1000), Start);
        }

        buffer.Clear();
        Assert.Equal(before, buffer.Bytes);
        for (var i = 100; i < 200; i++)
        {
            buffer.Store(i, Packet(i, 1000), Start);
            Assert.True(buffer.TryGet(i, out var packet));
            Assert.Equal(Packet(i, 1000), packet.ToArray());
            for (var old = 0; old < 100; old++)
            {
                Assert.False(buffer.TryGet(old, out _));
            }
        }

        Assert.True(buffer.Knows(99));
    }

    [Fact]
    public void A_packet_that_was_only_noted_is_known()
    {
        using var buffer = new RetransmissionBuffer(Capacity);
        buffer.Note(5);

        Assert.True(buffer.Knows(5));
        Assert.False(buffer.TryGet(5, out _));
        Assert.False(buffer.Knows(6));
    }

    [Fact]
    public void Storing_and_finding_allocate_nothing()
    {
        using var buffer = RetransmissionBuffer.For(MediaKind.Video);
        var packet = new byte[1200];
        for (var i = 0; i < 2000; i++)
        {
            buffer.Store(i, packet, Start);
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 2000; i < 6000; i++)
        {
            buffer.Store(i, packet, Start);
            buffer.TryGet(i, out _);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static byte[] Packet(int number, int length) => [.. Enumerable.Range(0, length).Select(i => (byte)(number + i))];
}
