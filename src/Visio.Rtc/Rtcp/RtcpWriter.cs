using System.Buffers.Binary;
using System.Numerics;
using Visio.Rtc.Units;

namespace Visio.Rtc.Rtcp;

/// <summary>
/// Writes a compound RTCP packet, one packet after the other. A packet that does not fit is left out as a whole and the call returns false.
/// </summary>
/// <remarks>RFC 3550 §6.1: a compound starts with SR or RR and carries SDES, unless reduced size was negotiated (RFC 5506).</remarks>
public ref struct RtcpWriter
{
    private const int MaxBlocks = 31;

    private readonly Span<byte> _destination;

    /// <summary>Starts an empty compound.</summary>
    public RtcpWriter(Span<byte> destination)
    {
        _destination = destination;
        Length = 0;
    }

    /// <summary>Bytes written so far.</summary>
    public int Length { get; private set; }

    /// <summary>What was written so far.</summary>
    public readonly ReadOnlySpan<byte> Written => _destination[..Length];

    /// <summary>Adds an SR with at most 31 report blocks (RFC 3550 §6.4.1).</summary>
    public bool TryWrite(scoped in SenderReport report, scoped ReadOnlySpan<ReportBlock> blocks)
    {
        if (!TryBegin(RtcpPacketType.SenderReport, blocks.Length, SenderReport.Length + (blocks.Length * ReportBlock.Length), out var body))
        {
            return false;
        }

        report.Write(body);
        WriteBlocks(blocks, body[SenderReport.Length..]);
        return true;
    }

    /// <summary>Adds an RR with at most 31 report blocks (RFC 3550 §6.4.2).</summary>
    public bool TryWriteReceiverReport(uint senderSsrc, scoped ReadOnlySpan<ReportBlock> blocks)
    {
        if (!TryBegin(RtcpPacketType.ReceiverReport, blocks.Length, 4 + (blocks.Length * ReportBlock.Length), out var body))
        {
            return false;
        }

        BinaryPrimitives.WriteUInt32BigEndian(body, senderSsrc);
        WriteBlocks(blocks, body[4..]);
        return true;
    }

    /// <summary>Adds an SDES with one chunk that holds a CNAME of at most 255 bytes of UTF-8 (RFC 3550 §6.5.1).</summary>
    public bool TryWriteCname(uint ssrc, scoped ReadOnlySpan<byte> cname)
    {
        // At least one null byte ends the item list and fills up to the next word.
        var length = (4 + 2 + cname.Length + 4) & ~3;
        if (cname.Length > 255 || !TryBegin(RtcpPacketType.SourceDescription, 1, length, out var body))
        {
            return false;
        }

        BinaryPrimitives.WriteUInt32BigEndian(body, ssrc);
        body[4] = SourceDescription.CnameItem;
        body[5] = (byte)cname.Length;
        cname.CopyTo(body[6..]);
        body[(6 + cname.Length)..].Clear();
        return true;
    }

    /// <summary>Adds a BYE for at most 31 sources (RFC 3550 §6.6).</summary>
    public bool TryWriteGoodbye(scoped ReadOnlySpan<uint> ssrcs)
    {
        if (!TryBegin(RtcpPacketType.Goodbye, ssrcs.Length, 4 * ssrcs.Length, out var body))
        {
            return false;
        }

        WriteSsrcs(ssrcs, body);
        return true;
    }

    /// <summary>Adds a generic NACK (RFC 4585 §6.2.1) for sequence numbers in sending order; neighbours within 16 share an entry.</summary>
    public bool TryWriteNack(uint senderSsrc, uint mediaSsrc, scoped ReadOnlySpan<ushort> sequenceNumbers)
    {
        if (sequenceNumbers.IsEmpty)
        {
            return false;
        }

        var entries = 0;
        for (var i = 0; i < sequenceNumbers.Length; entries++)
        {
            i += EntryAt(sequenceNumbers[i..], out _);
        }

        if (!TryBeginFeedback(RtcpPacketType.TransportFeedback, RtcpFeedbackFormat.Nack, senderSsrc, mediaSsrc, 4 * entries, out var body))
        {
            return false;
        }

        for (var i = 0; i < sequenceNumbers.Length; body = body[4..])
        {
            BinaryPrimitives.WriteUInt16BigEndian(body, sequenceNumbers[i]);
            i += EntryAt(sequenceNumbers[i..], out var mask);
            BinaryPrimitives.WriteUInt16BigEndian(body[2..], mask);
        }

        return true;
    }

    /// <summary>Adds a picture loss indication (RFC 4585 §6.3.1).</summary>
    public bool TryWritePictureLossIndication(uint senderSsrc, uint mediaSsrc) =>
        TryBeginFeedback(RtcpPacketType.PayloadFeedback, RtcpFeedbackFormat.PictureLoss, senderSsrc, mediaSsrc, 0, out _);

    /// <summary>Adds a full intra request for one stream (RFC 5104 §4.3.1); <paramref name="sequenceNumber"/> counts the commands to it.</summary>
    public bool TryWriteFullIntraRequest(uint senderSsrc, uint mediaSsrc, byte sequenceNumber)
    {
        // RFC 5104 §4.3.1.2: the media source of the feedback header is unused and zero.
        if (!TryBeginFeedback(RtcpPacketType.PayloadFeedback, RtcpFeedbackFormat.FullIntraRequest, senderSsrc, 0, 8, out var body))
        {
            return false;
        }

        BinaryPrimitives.WriteUInt32BigEndian(body, mediaSsrc);
        BinaryPrimitives.WriteUInt32BigEndian(body[4..], (uint)sequenceNumber << 24);
        return true;
    }

    /// <summary>Adds a REMB for at most 255 streams; the rate is rounded down to 18 significant bits (draft-alvestrand-rmcat-remb-03 §2.2).</summary>
    public bool TryWrite(uint senderSsrc, Bitrate estimate, scoped ReadOnlySpan<uint> ssrcs)
    {
        if (ssrcs.Length > 255
            || !TryBeginFeedback(RtcpPacketType.PayloadFeedback, RtcpFeedbackFormat.Application, senderSsrc, 0, 8 + (4 * ssrcs.Length), out var body))
        {
            return false;
        }

        var rate = (ulong)Math.Max(0, estimate.BitsPerSecond);
        var exponent = Math.Max(0, 64 - 18 - BitOperations.LeadingZeroCount(rate));
        BinaryPrimitives.WriteUInt32BigEndian(body, ReceiverEstimate.Identifier);
        BinaryPrimitives.WriteUInt32BigEndian(body[4..], ((uint)ssrcs.Length << 24) | ((uint)exponent << 18) | (uint)(rate >> exponent));
        WriteSsrcs(ssrcs, body[8..]);
        return true;
    }

    /// <summary>Adds a packet that was built elsewhere, such as transport-wide feedback.</summary>
    public bool TryAppend(scoped ReadOnlySpan<byte> packet)
    {
        if (!packet.TryCopyTo(_destination[Length..]))
        {
            return false;
        }

        Length += packet.Length;
        return true;
    }

    /// <summary>Writes the first word of a packet whose body has <paramref name="bodyLength"/> bytes, a multiple of four.</summary>
    internal static void WriteHeader(Span<byte> destination, RtcpPacketType type, int count, int bodyLength)
    {
        destination[0] = (byte)(0x80 | count);
        destination[1] = (byte)type;
        BinaryPrimitives.WriteUInt16BigEndian(destination[2..], (ushort)(bodyLength / 4));
    }

    private static void WriteBlocks(ReadOnlySpan<ReportBlock> blocks, Span<byte> destination)
    {
        for (var i = 0; i < blocks.Length; i++)
        {
            blocks[i].Write(destination[(i * ReportBlock.Length)..]);
        }
    }

    private static void WriteSsrcs(ReadOnlySpan<uint> ssrcs, Span<byte> destination)
    {
        for (var i = 0; i < ssrcs.Length; i++)
        {
            BinaryPrimitives.WriteUInt32BigEndian(destination[(4 * i)..], ssrcs[i]);
        }
    }

    /// <summary>How many leading numbers one NACK entry covers, and the mask of those after the first.</summary>
    private static int EntryAt(ReadOnlySpan<ushort> numbers, out ushort mask)
    {
        mask = 0;
        var last = 0;
        var count = 1;
        for (; count < numbers.Length; count++)
        {
            var distance = (ushort)(numbers[count] - numbers[0]);
            if (distance <= last || distance > 16)
            {
                break;
            }

            last = distance;
            mask |= (ushort)(1 << (distance - 1));
        }

        return count;
    }

    private bool TryBegin(RtcpPacketType type, int count, int bodyLength, out Span<byte> body)
    {
        body = default;
        if (count > MaxBlocks || 4 + bodyLength > _destination.Length - Length)
        {
            return false;
        }

        WriteHeader(_destination[Length..], type, count, bodyLength);
        body = _destination.Slice(Length + 4, bodyLength);
        Length += 4 + bodyLength;
        return true;
    }

    private bool TryBeginFeedback(RtcpPacketType type, byte format, uint senderSsrc, uint mediaSsrc, int length, out Span<byte> body)
    {
        if (!TryBegin(type, format, 8 + length, out body))
        {
            return false;
        }

        BinaryPrimitives.WriteUInt32BigEndian(body, senderSsrc);
        BinaryPrimitives.WriteUInt32BigEndian(body[4..], mediaSsrc);
        body = body[8..];
        return true;
    }
}
