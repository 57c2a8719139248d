using System.Buffers.Binary;

namespace Visio.Rtc.Stun;

/// <summary>The 96 bits that tie a response to its request (RFC 8489 §5).</summary>
internal readonly record struct StunTransactionId(ulong High, uint Low)
{
    public const int Size = 12;

    public static StunTransactionId Create(RandomSource random) => new(random.NextUInt64(), random.NextUInt32());

    public static StunTransactionId Read(ReadOnlySpan<byte> source) =>
        new(BinaryPrimitives.ReadUInt64BigEndian(source), BinaryPrimitives.ReadUInt32BigEndian(source[8..]));

    public void Write(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt64BigEndian(destination, High);
        BinaryPrimitives.WriteUInt32BigEndian(destination[8..], Low);
    }
}
