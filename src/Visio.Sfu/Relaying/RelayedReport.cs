using System.Buffers.Binary;
using Visio.Rtc.Rtcp;
using Visio.Rtc.Time;

namespace Visio.Sfu.Relaying;

/// <summary>A publisher's sender report on its way to another loop.</summary>
/// <param name="Report">What it says.</param>
/// <param name="Arrival">When it came, on our civil clock, which all loops share.</param>
internal readonly record struct RelayedReport(SenderReport Report, NtpTime Arrival)
{
    public const int Length = 24;

    public static RelayedReport Read(ReadOnlySpan<byte> bytes) => new(
        new(
            BinaryPrimitives.ReadUInt32LittleEndian(bytes),
            new(BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..])),
            BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]),
            PacketCount: 0,
            OctetCount: 0),
        new(BinaryPrimitives.ReadUInt64LittleEndian(bytes[16..])));

    public void Write(Span<byte> bytes)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, Report.Ssrc);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[4..], Report.RtpTimestamp);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[8..], Report.Ntp.Value);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[16..], Arrival.Value);
    }
}
