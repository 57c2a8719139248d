using Visio.Rtc.Rtp;
using Visio.Rtc.Time;

namespace Visio.Rtc.Tests.Rtp;

public sealed class RtpPacketTests
{
    private static readonly RtpHeader Header = new(Marker: true, PayloadType: 111, SequenceNumber: 0xFFFE, Timestamp: 0x01020304, Ssrc: 0xCAFEBABE);

    [Fact]
    public void A_written_header_is_read_back_with_its_extensions()
    {
        var packet = new byte[100];
        var writer = new RtpHeaderWriter(packet, Header);
        writer.Add(1, new AudioLevel(30, IsVoice: true));
        writer.Add(0, new AudioLevel(1, IsVoice: false));
        writer.Add(4, "mid0"u8);
        writer.AddTransportSequenceNumber(3, 0xABCD);
        writer.Add(2, new AbsoluteSendTime(0x123456));
        var length = writer.Finish();
        packet[length] = 0x42;

        Assert.True(RtpPacket.TryParse(packet.AsSpan(0, length + 1), out var read));
        Assert.Equal(Header, read.ToHeader());
        Assert.Equal(length, read.HeaderLength);
        Assert.Equal(0, length % 4);
        Assert.Equal([0x42], read.Payload.ToArray());
        Assert.True(read.TryGetExtension(1, out var level));
        Assert.True(AudioLevel.TryParse(level, out var audio));
        Assert.Equal(new AudioLevel(30, IsVoice: true), audio);
        Assert.True(read.TryGetExtension(4, out var mid));
        Assert.Equal("mid0"u8, mid);
        Assert.True(read.TryGetExtension(3, out var transport));
        Assert.Equal([0xAB, 0xCD], transport.ToArray());
        Assert.True(read.TryGetExtension(2, out var time));
        Assert.True(AbsoluteSendTime.TryParse(time, out var sent));
        Assert.Equal(0x123456u, sent.Value);
        Assert.False(read.TryGetExtension(0, out _));
        Assert.False(read.TryGetExtension(9, out _));
    }

    [Fact]
    public void A_header_without_extensions_has_twelve_bytes()
    {
        var packet = new byte[12];
        var writer = new RtpHeaderWriter(packet, Header);
        writer.Add(0, "not negotiated"u8);

        Assert.Equal(12, writer.Finish());
        Assert.True(RtpPacket.TryParse(packet, out var read));
        Assert.Equal(Header, read.ToHeader());
        Assert.True(read.Payload.IsEmpty);
    }

    [Fact]
    public void Two_byte_extensions_sources_and_padding_are_read()
    {
        byte[] packet =
        [
            0xB2, 96, 0, 1, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0, 4, 0, 0, 0, 5,
            0x10, 0x00, 0, 2, 200, 0, 7, 2, 0xAA, 0xBB, 0, 0,
            0x11, 0x22, 0, 2,
        ];

        Assert.True(RtpPacket.TryParse(packet, out var read));
        Assert.Equal(2, read.CsrcCount);
        Assert.Equal(5u, read.Csrc(1));
        Assert.Equal([0x11, 0x22], read.Payload.ToArray());
        Assert.Equal(2, read.PaddingLength);
        Assert.True(read.TryGetExtension(200, out var empty));
        Assert.True(empty.IsEmpty);
        Assert.True(read.TryGetExtension(7, out var data));
        Assert.Equal([0xAA, 0xBB], data.ToArray());
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData("80600001000000020000", "shorter than a header")]
    [InlineData("406000010000000200000003", "version 1")]
    [InlineData("816000010000000200000003", "a source is missing")]
    [InlineData("906000010000000200000003BEDE", "the extension header is cut")]
    [InlineData("906000010000000200000003BEDE0001", "the extension block is cut")]
    [InlineData("A06000010000000200000003", "padding without a byte to count it")]
    [InlineData("A0600001000000020000000300", "no padding although the bit says so")]
    [InlineData("A0600001000000020000000302", "more padding than payload")]
    public void A_malformed_packet_is_refused(string hex, string why) =>
        Assert.False(RtpPacket.TryParse(Convert.FromHexString(hex), out _), why);

    [Theory]
    [InlineData("906000010000000200000003BEDE000113FFFFFF", "an element longer than the block")]
    [InlineData("906000010000000200000003BEDE0001F0123456", "the reserved id 15")]
    [InlineData("906000010000000200000003123400011012FFFF", "an unknown profile")]
    public void Broken_extensions_are_skipped_and_the_packet_stays_readable(string hex, string why)
    {
        Assert.True(RtpPacket.TryParse(Convert.FromHexString(hex), out var packet), why);
        Assert.False(packet.TryGetExtension(1, out _), why);
        foreach (var element in packet.Extensions)
        {
            Assert.Fail($"{why}: found {element.Id}");
        }
    }

    [Fact]
    public void The_send_time_counts_in_6_18_fixed_point_and_wraps_after_64_seconds()
    {
        Assert.Equal(1u << 18, AbsoluteSendTime.From(Instant.Zero + TimeSpan.FromSeconds(1)).Value);
        Assert.Equal(1u << 17, AbsoluteSendTime.From(Instant.Zero + TimeSpan.FromSeconds(64.5)).Value);
    }
}
