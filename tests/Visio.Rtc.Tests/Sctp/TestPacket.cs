using System.Buffers.Binary;
using Visio.Rtc.Sctp;

namespace Visio.Rtc.Tests.Sctp;

/// <summary>Packets written by hand, byte by byte.</summary>
internal static class TestPacket
{
    /// <summary>A packet from hexadecimal digits of its chunks, with a right checksum.</summary>
    public static byte[] Create(uint tag, string chunks) => Create(tag, Convert.FromHexString(chunks.Replace(" ", string.Empty, StringComparison.Ordinal)));

    public static byte[] Create(uint tag, byte[] chunks)
    {
        var packet = new byte[12 + chunks.Length];
        BinaryPrimitives.WriteUInt16BigEndian(packet, 5000);
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(2), 5000);
        BinaryPrimitives.WriteUInt32BigEndian(packet.AsSpan(4), tag);
        chunks.CopyTo(packet, 12);
        Seal(packet);
        return packet;
    }

    public static void Seal(byte[] packet) => BinaryPrimitives.WriteUInt32LittleEndian(packet.AsSpan(8), Crc32c.ComputePacket(packet));

    public static uint Tag(byte[] packet) => BinaryPrimitives.ReadUInt32BigEndian(packet.AsSpan(4));
}
