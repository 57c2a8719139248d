using System.Buffers.Binary;

namespace Visio.Rtc.Rtcp;

/// <summary>How one source was received since the last report (RFC 3550 §6.4.1).</summary>
/// <param name="Ssrc">The source that is reported on.</param>
/// <param name="FractionLost">Packets lost since the last report, in 256ths of those expected.</param>
/// <param name="CumulativeLost">Packets lost since the start, -2^23 to 2^23 - 1; negative when duplicates outnumber losses.</param>
/// <param name="HighestSequenceNumber">The extended highest sequence number received: cycles in the upper 16 bits.</param>
/// <param name="Jitter">The interarrival jitter, in units of the stream's clock.</param>
/// <param name="LastSenderReport">The middle 32 bits of the last SR's NTP time, or 0.</param>
/// <param name="DelaySinceLastSenderReport">In units of 2^-16 s; 0 when no SR was received.</param>
public readonly record struct ReportBlock(
    uint Ssrc,
    byte FractionLost,
    int CumulativeLost,
    uint HighestSequenceNumber,
    uint Jitter,
    uint LastSenderReport,
    uint DelaySinceLastSenderReport)
{
    /// <summary>Bytes of a block.</summary>
    public const int Length = 24;

    internal static ReportBlock Read(ReadOnlySpan<byte> b)
    {
        var loss = BinaryPrimitives.ReadUInt32BigEndian(b[4..]);
        return new(
            BinaryPrimitives.ReadUInt32BigEndian(b),
            (byte)(loss >> 24),
            (int)(loss << 8) >> 8,
            BinaryPrimitives.ReadUInt32BigEndian(b[8..]),
            BinaryPrimitives.ReadUInt32BigEndian(b[12..]),
            BinaryPrimitives.ReadUInt32BigEndian(b[16..]),
            BinaryPrimitives.ReadUInt32BigEndian(b[20..]));
    }

    internal void Write(Span<byte> b)
    {
        BinaryPrimitives.WriteUInt32BigEndian(b, Ssrc);
        BinaryPrimitives.WriteUInt32BigEndian(b[4..], ((uint)FractionLost << 24) | ((uint)CumulativeLost & 0xFFFFFF));
        BinaryPrimitives.WriteUInt32BigEndian(b[8..], HighestSequenceNumber);
        BinaryPrimitives.WriteUInt32BigEndian(b[12..], Jitter);
        BinaryPrimitives.WriteUInt32BigEndian(b[16..], LastSenderReport);
        BinaryPrimitives.WriteUInt32BigEndian(b[20..], DelaySinceLastSenderReport);
    }
}
