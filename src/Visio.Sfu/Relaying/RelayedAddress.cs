using System.Buffers.Binary;
using Visio.Rtc;

namespace Visio.Sfu.Relaying;

/// <summary>An address on its way to another loop.</summary>
internal static class RelayedAddress
{
    public const int Length = 24;

    public static TransportAddress Read(ReadOnlySpan<byte> bytes) =>
        new(BinaryPrimitives.ReadUInt64LittleEndian(bytes), BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..]), BinaryPrimitives.ReadUInt16LittleEndian(bytes[20..]))
        {
            Path = BinaryPrimitives.ReadUInt32LittleEndian(bytes[16..]),
        };

    public static void Write(TransportAddress address, Span<byte> bytes)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, address.High);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[8..], address.Low);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[16..], address.Path);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes[20..], address.Port);
    }
}
