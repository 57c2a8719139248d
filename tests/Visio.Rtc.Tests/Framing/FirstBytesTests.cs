using Visio.Rtc.Framing;

namespace Visio.Rtc.Tests.Framing;

public sealed class FirstBytesTests
{
    [Theory]
    [InlineData("", StreamProtocol.Undecided)]
    [InlineData("16", StreamProtocol.Tls)]
    [InlineData("160301020001", StreamProtocol.Tls)]
    [InlineData("47", StreamProtocol.Http)] // GET
    [InlineData("505249202A20485454502F322E30", StreamProtocol.Http)] // PRI * HTTP/2.0
    [InlineData("00", StreamProtocol.Undecided)]
    [InlineData("000300082112A4", StreamProtocol.Undecided)]
    [InlineData("000300082112A442", StreamProtocol.Turn)] // Allocate
    [InlineData("000100002112A442", StreamProtocol.Turn)] // Binding without a frame
    [InlineData("0014000100002112A4", StreamProtocol.Undecided)]
    [InlineData("0014000100002112A442", StreamProtocol.Ice)]
    [InlineData("0800000107EC2112A442", StreamProtocol.Ice)]
    [InlineData("00140001000000000000", StreamProtocol.Unknown)] // STUN of RFC 3489 knows no cookie
    [InlineData("00000000000000000000", StreamProtocol.Unknown)]
    [InlineData("09", StreamProtocol.Unknown)]
    [InlineData("15", StreamProtocol.Unknown)] // an alert of TLS
    [InlineData("40000004", StreamProtocol.Unknown)] // ChannelData, before there is a channel
    [InlineData("61", StreamProtocol.Unknown)] // methods are in capitals
    [InlineData("80", StreamProtocol.Unknown)]
    [InlineData("FF", StreamProtocol.Unknown)]
    public void The_first_bytes_decide(string received, StreamProtocol expected) =>
        Assert.Equal(expected, FirstBytes.Decide(Convert.FromHexString(received)));

    /// <summary>A connection that arrives byte by byte is the same as one that arrives at once, and ten bytes are always enough.</summary>
    [Fact]
    public void Every_beginning_is_decided_after_ten_bytes_and_never_otherwise()
    {
        var random = new Random(1);
        var bytes = new byte[FirstBytes.Enough];
        for (var round = 0; round < 20_000; round++)
        {
            random.NextBytes(bytes);
            if (round % 2 == 0)
            {
                bytes[0] = 0;
                Convert.FromHexString("2112A442").CopyTo(bytes, round % 3 == 0 ? 4 : 6);
            }

            var whole = FirstBytes.Decide(bytes);
            Assert.NotEqual(StreamProtocol.Undecided, whole);
            for (var length = 0; length < bytes.Length; length++)
            {
                var part = FirstBytes.Decide(bytes.AsSpan(0, length));
                Assert.True(part == whole || part == StreamProtocol.Undecided, $"{Convert.ToHexString(bytes)}: {part} after {length}, {whole} in the end");
            }
        }
    }
}
