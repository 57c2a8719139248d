using Visio.Rtc.Framing;

namespace Visio.Rtc.Tests.Framing;

public sealed class StreamFramingTests
{
    [Theory]
    [InlineData("", FrameStatus.Incomplete, "")]
    [InlineData("00", FrameStatus.Incomplete, "")]
    [InlineData("0002", FrameStatus.Incomplete, "")]
    [InlineData("000211", FrameStatus.Incomplete, "")]
    [InlineData("00021122", FrameStatus.Complete, "1122")]
    [InlineData("0002112233", FrameStatus.Complete, "1122")]
    [InlineData("0000", FrameStatus.Complete, "")]
    [InlineData("0801", FrameStatus.Malformed, "")]
    [InlineData("FFFF", FrameStatus.Malformed, "")]
    [InlineData("474554", FrameStatus.Malformed, "")] // GET
    public void A_length_stands_before_each_packet_of_ICE(string stream, FrameStatus status, string datagram) =>
        Check(StreamFraming.Ice, stream, status, datagram);

    [Theory]
    [InlineData("", FrameStatus.Incomplete, "")]
    [InlineData("00", FrameStatus.Incomplete, "")]
    [InlineData("40000003AABBCC", FrameStatus.Incomplete, "")]
    [InlineData("40000003AABBCC00", FrameStatus.Complete, "40000003AABBCC")]
    [InlineData("40000000", FrameStatus.Complete, "40000000")]
    [InlineData("4FFF0001AA000000FF", FrameStatus.Complete, "4FFF0001AA")]
    [InlineData("000300002112A442000102030405060708090A0B", FrameStatus.Complete, "000300002112A442000102030405060708090A0B")]
    [InlineData("000300002112A44200010203040506070809", FrameStatus.Incomplete, "")]
    [InlineData("00030002", FrameStatus.Malformed, "")]
    [InlineData("0003FFF0", FrameStatus.Malformed, "")]
    [InlineData("50000001", FrameStatus.Malformed, "")]
    [InlineData("160301", FrameStatus.Malformed, "")]
    [InlineData("47", FrameStatus.Incomplete, "")]
    [InlineData("14", FrameStatus.Malformed, "")]
    public void Messages_of_TURN_say_their_length_themselves(string stream, FrameStatus status, string datagram) =>
        Check(StreamFraming.Turn, stream, status, datagram);

    [Theory]
    [InlineData("0001", "00020001")]
    [InlineData("", "0000")]
    public void A_packet_of_ICE_is_written_with_its_length(string datagram, string stream) => CheckWrite(StreamFraming.Ice, datagram, stream);

    [Theory]
    [InlineData("40000001AA", "40000001AA000000")]
    [InlineData("000300002112A442000102030405060708090A0B", "000300002112A442000102030405060708090A0B")]
    public void Channel_data_is_filled_up(string datagram, string stream) => CheckWrite(StreamFraming.Turn, datagram, stream);

    private static void Check(StreamFraming framing, string stream, FrameStatus status, string datagram)
    {
        var bytes = Convert.FromHexString(stream);
        Assert.Equal(status, framing.Read(bytes, out var range, out var consumed));
        Assert.Equal(datagram, Convert.ToHexString(bytes[range]));
        Assert.Equal(status == FrameStatus.Complete, consumed > 0);
    }

    private static void CheckWrite(StreamFraming framing, string datagram, string stream)
    {
        var destination = new byte[100];
        destination.AsSpan().Fill(0xFF);
        var length = framing.Write(Convert.FromHexString(datagram), destination);
        Assert.Equal(stream, Convert.ToHexString(destination[..length]));
    }
}
