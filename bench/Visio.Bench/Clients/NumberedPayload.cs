using System.Buffers.Binary;

namespace Visio.Bench.Clients;

/// <summary>
/// Payloads that can be checked to the last byte: who sent it and its number, and after that bytes that follow from both. They are
/// drawn once and replayed, so that writing and checking cost a copy and a comparison.
/// </summary>
internal static class NumberedPayload
{
    /// <summary>The shortest payload, in bytes.</summary>
    public const int HeaderLength = 8;

    private const int Longest = 2048;
    private const int Places = 1 << 16;
    private static readonly byte[] Pattern = Draw();

    /// <summary>Fills the whole of <paramref name="destination"/>.</summary>
    public static void Write(Span<byte> destination, uint source, uint number)
    {
        BinaryPrimitives.WriteUInt32BigEndian(destination, source);
        BinaryPrimitives.WriteUInt32BigEndian(destination[4..], number);
        Body(source, number, destination.Length - HeaderLength).CopyTo(destination[HeaderLength..]);
    }

    /// <summary>Reads who sent it and its number; false when a byte is not as it was written.</summary>
    public static bool TryRead(ReadOnlySpan<byte> payload, out uint source, out uint number)
    {
        (source, number) = (0, 0);
        if (payload.Length < HeaderLength)
        {
            return false;
        }

        source = BinaryPrimitives.ReadUInt32BigEndian(payload);
        number = BinaryPrimitives.ReadUInt32BigEndian(payload[4..]);
        return payload.Length - HeaderLength <= Longest && payload[HeaderLength..].SequenceEqual(Body(source, number, payload.Length - HeaderLength));
    }

    private static ReadOnlySpan<byte> Body(uint source, uint number, int length) =>
        Pattern.AsSpan((int)(((source * 0x9E3779B1) ^ (number * 0x85EBCA77)) >> 16), length);

    private static byte[] Draw()
    {
        // xorshift64: the same bytes in every process, so that clients of two processes can check each other.
        var bytes = new byte[Places + Longest];
        var state = 0x2545F4914F6CDD1DUL;
        for (var i = 0; i + 8 <= bytes.Length; i += 8)
        {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            BinaryPrimitives.WriteUInt64BigEndian(bytes.AsSpan(i), state);
        }

        return bytes;
    }
}
