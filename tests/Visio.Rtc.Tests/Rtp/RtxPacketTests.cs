using Visio.Rtc.Rtp;

namespace Visio.Rtc.Tests.Rtp;

public sealed class RtxPacketTests
{
    [Fact]
    public void A_retransmission_is_restored_to_the_original_packet()
    {
        var original = Write(new(Marker: true, 96, 1234, 90000, 0xAAAA), [1, 2, 3]);
        var payload = new byte[5];
        Assert.Equal(5, RtxPacket.WritePayload(1234, [1, 2, 3], payload));
        var rtx = Write(new(Marker: true, 97, 7, 90000, 0xBBBB), payload);

        Assert.True(RtxPacket.TryRestore(rtx, 0xAAAA, 96, out var restored));
        Assert.Equal(original, restored.ToArray());
    }

    [Fact]
    public void A_retransmission_without_an_original_sequence_number_is_refused_unchanged()
    {
        var rtx = Write(new(Marker: false, 97, 7, 90000, 0xBBBB), [1]);
        var before = rtx.ToArray();

        Assert.False(RtxPacket.TryRestore(rtx, 0xAAAA, 96, out _));
        Assert.Equal(before, rtx);
    }

    private static byte[] Write(RtpHeader header, byte[] payload)
    {
        var packet = new byte[64];
        var writer = new RtpHeaderWriter(packet, header);
        writer.Add(3, "0"u8);
        var length = writer.Finish();
        payload.CopyTo(packet, length);
        return packet[..(length + payload.Length)];
    }
}
