using System.Buffers.Binary;
using Visio.Rtc.Time;

namespace Visio.Rtc.Rtcp;

/// <summary>What a sender says of itself (RFC 3550 §6.4.1); its report blocks are read by <see cref="ReportBlockReader"/>.</summary>
/// <param name="Ssrc">The sender.</param>
/// <param name="Ntp">When the report was made, on the sender's clock.</param>
/// <param name="RtpTimestamp">The same moment in the stream's RTP clock.</param>
/// <param name="PacketCount">RTP packets sent so far; wraps.</param>
/// <param name="OctetCount">Payload bytes sent so far, without headers and padding; wraps.</param>
public readonly record struct SenderReport(uint Ssrc, NtpTime Ntp, uint RtpTimestamp, uint PacketCount, uint OctetCount)
{
    /// <summary>Bytes after the packet's first word and before the report blocks.</summary>
    internal const int Length = 24;

    /// <summary>Reads the sender information; false for another type, or when it does not fit.</summary>
    public static bool TryParse(scoped in RtcpPacket packet, out SenderReport report)
    {
        report = default;
        var b = packet.Body;
        if (packet.Type != RtcpPacketType.SenderReport || b.Length < Length)
        {
            return false;
        }

        report = new(
            BinaryPrimitives.ReadUInt32BigEndian(b),
            new(BinaryPrimitives.ReadUInt64BigEndian(b[4..])),
            BinaryPrimitives.ReadUInt32BigEndian(b[12..]),
            BinaryPrimitives.ReadUInt32BigEndian(b[16..]),
            BinaryPrimitives.ReadUInt32BigEndian(b[20..]));
        return true;
    }

    internal void Write(Span<byte> b)
    {
        BinaryPrimitives.WriteUInt32BigEndian(b, Ssrc);
        BinaryPrimitives.WriteUInt64BigEndian(b[4..], Ntp.Value);
        BinaryPrimitives.WriteUInt32BigEndian(b[12..], RtpTimestamp);
        BinaryPrimitives.WriteUInt32BigEndian(b[16..], PacketCount);
        BinaryPrimitives.WriteUInt32BigEndian(b[20..], OctetCount);
    }
}
