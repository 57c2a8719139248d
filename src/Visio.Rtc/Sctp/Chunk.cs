namespace Visio.Rtc.Sctp;

/// <summary>One chunk inside a packet (RFC 9260 §3.2).</summary>
/// <param name="type">The type, known or not.</param>
/// <param name="flags">The flags, by type.</param>
/// <param name="whole">The chunk with its 4-byte header, without padding.</param>
internal readonly ref struct Chunk(ChunkType type, byte flags, ReadOnlySpan<byte> whole)
{
    public ChunkType Type { get; } = type;

    public byte Flags { get; } = flags;

    public ReadOnlySpan<byte> Whole { get; } = whole;

    public ReadOnlySpan<byte> Value => Whole[4..];

    /// <summary>The T bit of ABORT and SHUTDOWN COMPLETE: the packet carries the sender's own view of our tag (RFC 9260 §8.5.1).</summary>
    public bool ReflectsTag => (Flags & 1) != 0;
}
