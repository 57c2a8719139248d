using System.Buffers.Binary;
using Visio.Rtc.Sctp;
using Visio.Rtc.Time;
using Visio.Testing;

namespace Visio.Rtc.Tests.Sctp;

public sealed class WireFormatTests
{
    private static readonly Instant Now = new(TimeSpan.TicksPerSecond);

    [Fact]
    public void The_checksum_of_nine_digits_is_the_known_one() => Assert.Equal(0xE3069283u, Crc32c.Compute("123456789"u8));

    [Fact]
    public void Our_INIT_says_what_we_support()
    {
        var transport = new DataChannelTransport(new() { IsDtlsClient = true }, new StartingAt(0x01020304, 1));
        transport.Connect(Now);
        var packet = Poll(transport);
        Assert.Equal("1388138800000000", Convert.ToHexString(packet[..8]));
        Assert.Equal(
            "01000020" + "01020304" + "00100000" + "0400" + "0400" + "01020304" + "C0000004" + "80080006" + "C0820000",
            Convert.ToHexString(packet[12..]));
        Assert.Equal(Crc32c.ComputePacket(packet), BinaryPrimitives.ReadUInt32LittleEndian(packet.AsSpan(8)));
    }

    [Fact]
    public void An_INIT_as_browsers_send_it_is_answered_with_a_cookie()
    {
        // A window of 5 MiB, 65535 streams each way, zero checksum (RFC 9653), FORWARD TSN, and RE-CONFIG + FORWARD TSN as extensions.
        var transport = new DataChannelTransport(new() { IsDtlsClient = false }, new StartingAt(0x0A0B0C0D, 1));
        transport.HandlePacket(
            TestPacket.Create(0, "01000028 DEADBEEF 00500000 FFFF FFFF 12345678 80010008 00000001 C0000004 80080006 82C00000"), Now);
        var answer = Poll(transport);
        Assert.Equal(0xDEADBEEF, TestPacket.Tag(answer));
        Assert.Equal("02", Convert.ToHexString(answer[12..13]));
        Assert.Equal("0A0B0C0D00100000040004000A0B0C0D", Convert.ToHexString(answer[16..32]));
        Assert.Equal("C00000048008" + "0006C0820000" + "0007004D", Convert.ToHexString(answer[32..48]));
        Assert.Equal(Instant.Never, transport.NextTimeout);
        Assert.False(transport.IsConnected);
    }

    [Fact]
    public void Unknown_parameters_are_reported_or_passed_over_as_their_type_asks()
    {
        var transport = new DataChannelTransport(new() { IsDtlsClient = false }, new SeededRandom(5));
        transport.HandlePacket(
            TestPacket.Create(0, "0100002C DEADBEEF 00500000 FFFF FFFF 12345678 C0FE0008 AABBCCDD 80FE0004 40FE0005 11000000 C0000004"), Now);
        var answer = Convert.ToHexString(Poll(transport));
        Assert.EndsWith("00080014" + "C0FE0008AABBCCDD" + "40FE000511000000", answer, StringComparison.Ordinal);
    }

    [Fact]
    public void A_channel_opens_with_the_bytes_of_RFC_8832()
    {
        var open = new ChannelOpen("_lossy", "p", new(Ordered: false, MaxRetransmits: 0));
        Assert.Equal("0381010000000000" + "00060001" + "5F6C6F737379" + "70", Convert.ToHexString(open.Write()));
        Assert.Equal("0300010000000000" + "00010000" + "61", Convert.ToHexString(new ChannelOpen("a", string.Empty, new()).Write()));
        Assert.Equal(
            "03020100000001F4" + "00000000",
            Convert.ToHexString(new ChannelOpen(string.Empty, string.Empty, new(MaxLifetime: TimeSpan.FromMilliseconds(500))).Write()));

        Assert.True(ChannelOpen.TryParse(open.Write(), out var parsed));
        Assert.Equal(open, parsed);
    }

    [Theory]
    [InlineData("03")]
    [InlineData("0381010000000000000600015F6C6F7373")]
    [InlineData("0381010000000000FFFFFFFF5F6C6F737379")]
    [InlineData("0303010000000000000000005F")]
    [InlineData("037F01000000000000000000")]
    public void A_channel_opening_that_cannot_be_is_refused(string message) =>
        Assert.False(ChannelOpen.TryParse(Convert.FromHexString(message), out _));

    [Fact]
    public void A_changed_cookie_or_another_key_is_refused()
    {
        var key = new byte[StateCookie.KeySize];
        var cookie = new StateCookie(Now, 1, new(2), 3, 4, new(5, new(6), 7, 8, 9, true, false));
        var sealedCookie = cookie.Seal(key);
        Assert.True(StateCookie.TryOpen(sealedCookie, key, out var opened));
        Assert.Equal(cookie, opened);
        for (var i = 0; i < sealedCookie.Length; i++)
        {
            sealedCookie[i] ^= 1;
            Assert.False(StateCookie.TryOpen(sealedCookie, key, out _));
            sealedCookie[i] ^= 1;
        }

        key[0] = 1;
        Assert.False(StateCookie.TryOpen(sealedCookie, key, out _));
        Assert.False(StateCookie.TryOpen(sealedCookie.AsSpan(1), key, out _));
    }

    private static byte[] Poll(DataChannelTransport transport)
    {
        var buffer = new byte[2048];
        Assert.True(transport.TryPollTransmit(buffer, out var length, Now));
        return buffer[..length];
    }
}
