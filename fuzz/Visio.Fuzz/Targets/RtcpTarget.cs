using Visio.Rtc.Rtcp;

namespace Visio.Fuzz.Targets;

/// <summary>Any bytes: never throws; every typed packet that parses is written and read back equal.</summary>
public static class RtcpTarget
{
    public static void Run(ReadOnlySpan<byte> input)
    {
        var reader = new RtcpReader(input);
        var total = 0;
        while (reader.MoveNext())
        {
            var packet = reader.Current;
            total += 4 + packet.Body.Length;
            CheckReport(packet);
            CheckNack(packet);
            CheckFeedback(packet);
            CheckEstimate(packet);
            Enumerate(packet);
        }

        Oracle.Holds(total <= input.Length, "more packets than bytes");
        Oracle.Holds(reader.IsMalformed != RtcpReader.IsWellFormed(input), "two opinions on the same bytes");
    }

    private static void CheckReport(in RtcpPacket packet)
    {
        if (!ReportBlockReader.TryParse(packet, out var reader))
        {
            return;
        }

        Span<ReportBlock> blocks = new ReportBlock[packet.Count];
        var count = 0;
        foreach (var block in reader)
        {
            blocks[count++] = block;
        }

        var buffer = new byte[1024];
        var writer = new RtcpWriter(buffer);
        Oracle.Holds(
            SenderReport.TryParse(packet, out var report)
                ? writer.TryWrite(report, blocks)
                : writer.TryWriteReceiverReport(packet.SenderSsrc, blocks),
            "a report does not fit");
        Oracle.Holds(packet.Body.StartsWith(writer.Written[4..]), "a report is written otherwise");
    }

    private static void CheckNack(in RtcpPacket packet)
    {
        if (!GenericNack.TryParse(packet, out var nack))
        {
            return;
        }

        var numbers = new List<ushort>();
        foreach (var number in nack)
        {
            numbers.Add(number);
        }

        var buffer = new byte[12 + (4 * numbers.Count)];
        var writer = new RtcpWriter(buffer);
        Oracle.Holds(writer.TryWriteNack(packet.SenderSsrc, packet.MediaSsrc, numbers.ToArray()), "a NACK does not fit");
        var reader = new RtcpReader(writer.Written);
        Oracle.Holds(reader.MoveNext() && GenericNack.TryParse(reader.Current, out nack), "a written NACK does not parse");
        foreach (var number in numbers)
        {
            Oracle.Holds(nack.MoveNext() && nack.Current == number, "a NACK is written otherwise");
        }
    }

    private static void CheckFeedback(in RtcpPacket packet)
    {
        if (!TransportFeedback.TryParse(packet, out var feedback))
        {
            return;
        }

        var count = 0;
        while (feedback.MoveNext())
        {
            Oracle.Holds(feedback.SequenceNumber == (ushort)(feedback.BaseSequenceNumber + count), "a number is out of order");
            Oracle.Holds(feedback.IsReceived || feedback.Delta == 0, "a missing packet has a delta");
            count++;
        }

        Oracle.Holds(count == feedback.PacketCount, "not as many statuses as announced");
    }

    private static void CheckEstimate(in RtcpPacket packet)
    {
        if (!ReceiverEstimate.TryParse(packet, out var estimate))
        {
            return;
        }

        var ssrcs = new uint[estimate.SsrcCount];
        for (var i = 0; i < ssrcs.Length; i++)
        {
            ssrcs[i] = estimate.Ssrc(i);
        }

        var writer = new RtcpWriter(new byte[2048]);
        Oracle.Holds(writer.TryWrite(1, estimate.Rate, ssrcs), "an estimate does not fit");
        var reader = new RtcpReader(writer.Written);
        Oracle.Holds(reader.MoveNext() && ReceiverEstimate.TryParse(reader.Current, out var again), "a written estimate does not parse");
        _ = ReceiverEstimate.TryParse(reader.Current, out again);

        // The cap for rates beyond 64 bits is itself rounded to 18 bits when it is written.
        Oracle.Holds(estimate.Rate.BitsPerSecond == long.MaxValue || again.Rate == estimate.Rate, "an estimate is written otherwise");
    }

    private static void Enumerate(in RtcpPacket packet)
    {
        if (SourceDescription.TryParse(packet, out var names))
        {
            while (names.MoveNext())
            {
                Oracle.Holds(names.Cname.Length <= byte.MaxValue, "a name is too long");
            }
        }

        if (FullIntraRequest.TryParse(packet, out var request))
        {
            while (request.MoveNext())
            {
                _ = request.MediaSsrc;
            }
        }

        if (Goodbye.TryParse(packet, out var goodbye))
        {
            var count = 0;
            while (goodbye.MoveNext())
            {
                count++;
            }

            Oracle.Holds(count == packet.Count, "not as many sources as announced");
        }
    }
}
