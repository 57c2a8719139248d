using Visio.Rtc.Codecs;

namespace Visio.Rtc.Tests.Codecs;

public sealed class RedPayloadTests
{
    // RFC 2198 §3: F and payload type, 14 bits of timestamp offset, 10 bits of length; the last block has the first byte only.
    private static readonly byte[] TwoOlder =
    [
        0x80 | 111, 0x1E, 0x00, 0x02, // 1920 older, 2 bytes
        0x80 | 111, 0x0F, 0x00, 0x03, // 960 older, 3 bytes
        111,
        0xA1, 0xA2, 0xB1, 0xB2, 0xB3, 0xC1, 0xC2, 0xC3, 0xC4,
    ];

    [Theory]
    [InlineData(0, 0, "C1C2C3C4")]
    [InlineData(1, 960, "B1B2B3")]
    [InlineData(2, 1920, "A1A2")]
    public void Blocks_are_counted_from_the_newest(int back, int timestampOffset, string data)
    {
        Assert.Equal(2, RedPayload.CountRedundant(TwoOlder));
        Assert.True(RedPayload.TryFind(TwoOlder, back, out var block));
        Assert.Equal(timestampOffset, block.TimestampOffset);
        Assert.Equal(Convert.FromHexString(data), TwoOlder.AsSpan(block.Offset, block.Length));
    }

    [Fact]
    public void A_packet_may_have_its_newest_block_only()
    {
        Assert.Equal(0, RedPayload.CountRedundant([111, 1, 2]));
        Assert.True(RedPayload.TryFind([111, 1, 2], 0, out var block));
        Assert.Equal(new RedBlock(1, 2, 0), block);
        Assert.False(RedPayload.TryFind([111, 1, 2], 1, out _));
    }

    [Fact]
    public void Every_block_gets_the_payload_type_of_the_receiver()
    {
        var payload = TwoOlder.ToArray();
        RedPayload.SetPayloadTypes(payload, 96);

        Assert.Equal([0x80 | 96, 0x1E, 0x00, 0x02, 0x80 | 96, 0x0F, 0x00, 0x03, 96], payload[..9]);
        Assert.Equal(TwoOlder[9..], payload[9..]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("EF")]
    [InlineData("EF1E00")]
    [InlineData("EF1E0002")]
    [InlineData("EF1E00026F01")]
    public void A_payload_that_is_cut_has_no_blocks(string hex)
    {
        Assert.Equal(-1, RedPayload.CountRedundant(Convert.FromHexString(hex)));
        Assert.False(RedPayload.TryFind(Convert.FromHexString(hex), 0, out _));
    }
}
