using System.Buffers.Binary;

namespace Visio.Rtc.Sctp;

/// <summary>A chunk that waits to be bundled into the next packet.</summary>
internal readonly record struct ControlChunk(ChunkType Type, byte Flags, byte[] Value)
{
    /// <summary>An ERROR chunk, or with <paramref name="type"/> an ABORT, with one cause (RFC 9260 §3.3.10).</summary>
    public static ControlChunk FromCause(ErrorCause cause, ReadOnlySpan<byte> information, ChunkType type = ChunkType.Error, byte flags = 0)
    {
        var value = new byte[(4 + information.Length + 3) & ~3];
        BinaryPrimitives.WriteUInt16BigEndian(value, (ushort)cause);
        BinaryPrimitives.WriteUInt16BigEndian(value.AsSpan(2), (ushort)(4 + information.Length));
        information.CopyTo(value.AsSpan(4));
        return new(type, flags, value);
    }
}
