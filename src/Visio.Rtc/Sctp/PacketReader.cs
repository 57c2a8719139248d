using System.Buffers.Binary;

namespace Visio.Rtc.Sctp;

/// <summary>A packet whose checksum and chunk framing were found right, read chunk by chunk (RFC 9260 §3).</summary>
internal ref struct PacketReader
{
    private const int HeaderSize = 12;

    private ReadOnlySpan<byte> _rest;

    private PacketReader(ReadOnlySpan<byte> packet)
    {
        SourcePort = BinaryPrimitives.ReadUInt16BigEndian(packet);
        DestinationPort = BinaryPrimitives.ReadUInt16BigEndian(packet[2..]);
        VerificationTag = BinaryPrimitives.ReadUInt32BigEndian(packet[4..]);
        _rest = packet[HeaderSize..];
    }

    public ushort SourcePort { get; }

    public ushort DestinationPort { get; }

    public uint VerificationTag { get; }

    /// <summary>Checks the packet as a whole, so that one bad length leaves no half-processed packet behind.</summary>
    public static bool TryParse(ReadOnlySpan<byte> packet, out PacketReader reader)
    {
        reader = default;
        if (packet.Length < HeaderSize + 4 ||
            BinaryPrimitives.ReadUInt32LittleEndian(packet[8..]) != Crc32c.ComputePacket(packet))
        {
            return false;
        }

        var candidate = new PacketReader(packet);
        reader = candidate;
        while (candidate.TryRead(out _))
        {
        }

        return candidate._rest.IsEmpty;
    }

    public bool TryRead(out Chunk chunk)
    {
        chunk = default;
        if (_rest.Length < 4)
        {
            return false;
        }

        var length = BinaryPrimitives.ReadUInt16BigEndian(_rest[2..]);
        if (length < 4 || length > _rest.Length)
        {
            return false;
        }

        chunk = new((ChunkType)_rest[0], _rest[1], _rest[..length]);

        // The length excludes the padding; that of the last chunk may be missing (RFC 9260 §3.2).
        _rest = _rest[Math.Min((length + 3) & ~3, _rest.Length)..];
        return true;
    }
}
