using System.Buffers.Binary;

namespace Visio.Rtc.Sctp;

/// <summary>Builds one packet in the caller's buffer (RFC 9260 §3).</summary>
internal ref struct PacketWriter
{
    private const int HeaderSize = 12;

    private readonly Span<byte> _buffer;
    private int _length;

    public PacketWriter(Span<byte> buffer, ushort port, uint verificationTag)
    {
        BinaryPrimitives.WriteUInt16BigEndian(buffer, port);
        BinaryPrimitives.WriteUInt16BigEndian(buffer[2..], port);
        BinaryPrimitives.WriteUInt32BigEndian(buffer[4..], verificationTag);
        _buffer = buffer;
        _length = HeaderSize;
    }

    public readonly bool IsEmpty => _length == HeaderSize;

    /// <summary>The largest chunk value that still fits.</summary>
    public readonly int Room => ((_buffer.Length - _length) & ~3) - 4;

    /// <summary>Adds a chunk and returns its value to be filled in; the caller has checked <see cref="Room"/>.</summary>
    public Span<byte> Add(ChunkType type, byte flags, int valueLength)
    {
        var chunk = _buffer.Slice(_length, (4 + valueLength + 3) & ~3);
        chunk[0] = (byte)type;
        chunk[1] = flags;
        BinaryPrimitives.WriteUInt16BigEndian(chunk[2..], (ushort)(4 + valueLength));
        chunk[(4 + valueLength)..].Clear();
        _length += chunk.Length;
        return chunk.Slice(4, valueLength);
    }

    /// <summary>Writes the checksum and returns the length of the packet.</summary>
    public readonly int Finish()
    {
        BinaryPrimitives.WriteUInt32LittleEndian(_buffer[8..], Crc32c.ComputePacket(_buffer[.._length]));
        return _length;
    }
}
