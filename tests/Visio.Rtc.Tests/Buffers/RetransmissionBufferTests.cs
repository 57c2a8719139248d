using Visio.Rtc.Buffers;

namespace Visio.Rtc.Tests.Buffers;

public sealed class RetransmissionBufferTests
{
    [Fact]
    public void The_latest_packets_are_found_and_older_ones_are_not()
    {
        using var buffer = new RetransmissionBuffer(slotCount: 4, slotSize: 8);
        for (byte i = 10; i < 16; i++)
        {
            buffer.Store(i, [i, i]);
        }

        for (byte i = 12; i < 16; i++)
        {
            Assert.True(buffer.TryGet(i, out var packet));
            Assert.Equal([i, i], packet.ToArray());
        }

        Assert.False(buffer.TryGet(11, out _));
        Assert.False(buffer.TryGet(16, out _));
        Assert.False(buffer.TryGet(-1, out _));
    }

    [Fact]
    public void A_late_packet_does_not_displace_its_successor()
    {
        using var buffer = new RetransmissionBuffer(slotCount: 4, slotSize: 8);
        buffer.Store(20, [1]);
        buffer.Store(16, [2]);

        Assert.True(buffer.TryGet(20, out _));
        Assert.False(buffer.TryGet(16, out _));
    }

    [Fact]
    public void A_packet_longer_than_a_slot_is_not_kept()
    {
        using var buffer = new RetransmissionBuffer(slotCount: 4, slotSize: 8);
        buffer.Store(1, new byte[9]);

        Assert.False(buffer.TryGet(1, out _));
    }

    [Fact]
    public void Storing_and_finding_allocate_nothing()
    {
        using var buffer = RetransmissionBuffer.For(MediaKind.Video);
        var packet = new byte[1200];
        buffer.Store(0, packet);
        buffer.TryGet(0, out _);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 1; i < 2000; i++)
        {
            buffer.Store(i, packet);
            buffer.TryGet(i, out _);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }
}
