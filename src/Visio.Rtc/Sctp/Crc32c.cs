using System.Buffers.Binary;
using System.Numerics;

namespace Visio.Rtc.Sctp;

/// <summary>The checksum of SCTP packets: CRC-32C, least significant bit first (RFC 9260 appendix A).</summary>
internal static class Crc32c
{
    /// <summary>The checksum of <paramref name="data"/>; the nine digits "123456789" give 0xE3069283.</summary>
    public static uint Compute(ReadOnlySpan<byte> data) => ~Update(uint.MaxValue, data);

    /// <summary>The checksum of a packet, computed as if its checksum field, bytes 8 to 11, were zero (RFC 9260 §6.8).</summary>
    public static uint ComputePacket(ReadOnlySpan<byte> packet)
    {
        var crc = Update(uint.MaxValue, packet[..8]);
        crc = BitOperations.Crc32C(crc, 0u);
        return ~Update(crc, packet[12..]);
    }

    private static uint Update(uint crc, ReadOnlySpan<byte> data)
    {
        while (data.Length >= 8)
        {
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(data));
            data = data[8..];
        }

        foreach (var b in data)
        {
            crc = BitOperations.Crc32C(crc, b);
        }

        return crc;
    }
}
