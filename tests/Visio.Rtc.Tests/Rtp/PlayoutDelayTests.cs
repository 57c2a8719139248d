using Visio.Rtc.Rtp;

namespace Visio.Rtc.Tests.Rtp;

public sealed class PlayoutDelayTests
{
    [Theory]
    [InlineData(0, 0, "000000")]
    [InlineData(10, 20, "001002")]
    [InlineData(100, 400, "00A028")]
    [InlineData(40_950, 40_950, "FFFFFF")]
    [InlineData(1_000_000, 5, "FFFFFF")] // more cannot be said, and the most is never less than the least
    public void Both_are_said_in_units_of_ten_milliseconds(uint minimum, uint maximum, string hex)
    {
        var bytes = new byte[PlayoutDelay.Length];
        new PlayoutDelay(minimum, maximum).Write(bytes);
        Assert.Equal(hex, Convert.ToHexString(bytes));
    }

    [Theory]
    [InlineData(false, "BEDE0002")]
    [InlineData(true, "10000003")]
    public void Elements_take_the_form_that_was_chosen(bool twoByte, string block)
    {
        var bytes = new byte[64];
        var writer = new RtpHeaderWriter(bytes, new(false, 96, 1, 2, 3), twoByte);
        writer.Add(6, new PlayoutDelay(10, 20));
        writer.Add(9, "AB"u8);
        var header = bytes.AsSpan(0, writer.Finish());

        Assert.True(RtpPacket.TryParse(header, out var packet));
        Assert.True(packet.TryGetExtension(6, out var delay) && delay.SequenceEqual(Convert.FromHexString("001002")));
        Assert.True(packet.TryGetExtension(9, out var name) && name.SequenceEqual("AB"u8));
        Assert.StartsWith(block, Convert.ToHexString(header[12..]), StringComparison.Ordinal);
    }
}
