using Visio.Rtc.Rtcp;
using Visio.Rtc.Time;
using Visio.Rtc.Units;

namespace Visio.Rtc.Tests.Rtcp;

public sealed class RtcpPacketTests
{
    private static readonly SenderReport Report = new(0x11111111, new NtpTime(0x0123456789ABCDEF), 90000, 10, 12000);
    private static readonly ReportBlock Block = new(0x22222222, 128, -5, 0x00010002, 33, 0x456789AB, 65536);

    [Fact]
    public void A_compound_packet_is_read_as_it_was_written()
    {
        var buffer = new byte[400];
        var writer = new RtcpWriter(buffer);
        Assert.True(writer.TryWrite(Report, [Block, Block with { Ssrc = 7, CumulativeLost = 0x7FFFFF }]));
        Assert.True(writer.TryWriteCname(0x11111111, "visio"u8));
        Assert.True(writer.TryWriteReceiverReport(0x33333333, [Block]));
        Assert.True(writer.TryWritePictureLossIndication(1, 2));
        Assert.True(writer.TryWriteFullIntraRequest(1, 3, 4));
        Assert.True(writer.TryWriteGoodbye([8, 9]));

        var reader = new RtcpReader(writer.Written);
        Assert.True(reader.MoveNext());
        Assert.True(SenderReport.TryParse(reader.Current, out var report));
        Assert.Equal(Report, report);
        Assert.Equal([Block, Block with { Ssrc = 7, CumulativeLost = 0x7FFFFF }], Blocks(reader.Current));

        Assert.True(reader.MoveNext());
        Assert.True(SourceDescription.TryParse(reader.Current, out var names));
        Assert.True(names.MoveNext());
        Assert.Equal(0x11111111u, names.Ssrc);
        Assert.Equal("visio"u8, names.Cname);
        Assert.False(names.MoveNext());

        Assert.True(reader.MoveNext());
        Assert.Equal(0x33333333u, reader.Current.SenderSsrc);
        Assert.Equal([Block], Blocks(reader.Current));

        Assert.True(reader.MoveNext());
        Assert.True(reader.Current.IsPictureLossIndication);
        Assert.Equal(2u, reader.Current.MediaSsrc);

        Assert.True(reader.MoveNext());
        Assert.True(FullIntraRequest.TryParse(reader.Current, out var intra));
        Assert.True(intra.MoveNext());
        Assert.Equal((3u, (byte)4), (intra.MediaSsrc, intra.SequenceNumber));
        Assert.False(intra.MoveNext());

        Assert.True(reader.MoveNext());
        Assert.True(Goodbye.TryParse(reader.Current, out var goodbye));
        var left = new List<uint>();
        foreach (var ssrc in goodbye)
        {
            left.Add(ssrc);
        }

        Assert.Equal([8u, 9u], left);
        Assert.False(reader.MoveNext());
        Assert.False(reader.IsMalformed);
    }

    [Theory]
    [InlineData(new ushort[] { 10 }, 1)]
    [InlineData(new ushort[] { 10, 11, 26 }, 1)]
    [InlineData(new ushort[] { 10, 27 }, 2)]
    [InlineData(new ushort[] { 65534, 0, 3, 100, 117 }, 3)]
    public void A_NACK_names_neighbours_in_one_entry(ushort[] numbers, int entries)
    {
        var buffer = new byte[100];
        var writer = new RtcpWriter(buffer);
        Assert.True(writer.TryWriteNack(1, 2, numbers));
        Assert.Equal(12 + (4 * entries), writer.Length);

        var reader = new RtcpReader(writer.Written);
        Assert.True(reader.MoveNext());
        Assert.Equal(2u, reader.Current.MediaSsrc);
        Assert.True(GenericNack.TryParse(reader.Current, out var nack));
        var read = new List<ushort>();
        foreach (var number in nack)
        {
            read.Add(number);
        }

        Assert.Equal(numbers, read);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(262143, 262143)]
    [InlineData(262145, 262144)]
    [InlineData(2_500_000, 2_500_000)]
    [InlineData(long.MaxValue, 0x7FFFE00000000000)]
    public void An_estimate_keeps_18_significant_bits(long rate, long expected)
    {
        var buffer = new byte[100];
        var writer = new RtcpWriter(buffer);
        Assert.True(writer.TryWrite(1, new Bitrate(rate), [5, 6]));

        var reader = new RtcpReader(writer.Written);
        Assert.True(reader.MoveNext());
        Assert.True(ReceiverEstimate.TryParse(reader.Current, out var estimate));
        Assert.Equal(expected, estimate.Rate.BitsPerSecond);
        Assert.Equal(2, estimate.SsrcCount);
        Assert.Equal(6u, estimate.Ssrc(1));
    }

    [Fact]
    public void A_packet_that_does_not_fit_is_left_out_as_a_whole()
    {
        var buffer = new byte[20];
        var writer = new RtcpWriter(buffer);
        Assert.True(writer.TryWritePictureLossIndication(1, 2));
        Assert.False(writer.TryWritePictureLossIndication(1, 2));
        Assert.Equal(12, writer.Length);
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData("80C9", "cut")]
    [InlineData("40C9000100000001", "version 1")]
    [InlineData("80C9000200000001", "longer than the datagram")]
    [InlineData("A0C9000100000000", "padding of zero bytes")]
    [InlineData("A0C9000100000005", "more padding than packet")]
    [InlineData("80C900010000000180", "something behind the last packet")]
    public void A_malformed_compound_is_told(string hex, string why) =>
        Assert.False(RtcpReader.IsWellFormed(Convert.FromHexString(hex)), why);

    [Fact]
    public void Padding_is_not_part_of_the_body()
    {
        var reader = new RtcpReader(Convert.FromHexString("A0C900020000000100000004"));
        Assert.True(reader.MoveNext());
        Assert.Equal(4, reader.Current.Body.Length);
    }

    private static List<ReportBlock> Blocks(RtcpPacket packet)
    {
        Assert.True(ReportBlockReader.TryParse(packet, out var blocks));
        var list = new List<ReportBlock>();
        foreach (var block in blocks)
        {
            list.Add(block);
        }

        return list;
    }
}
