namespace Visio.Rtc.Codecs;

/// <summary>
/// The payload format for redundant audio (RFC 2198): older blocks of sound before the newest, each with a header of four bytes, of which
/// the last has one byte only.
/// </summary>
public static class RedPayload
{
    /// <summary>Bytes of the header before each redundant block's data.</summary>
    public const int HeaderLength = 4;

    /// <summary>Bytes of the header of the newest block.</summary>
    public const int LastHeaderLength = 1;

    /// <summary>The oldest a redundant block can be, in units of the clock: 14 bits.</summary>
    private const uint MaxTimestampOffset = (1 << 14) - 1;

    /// <summary>The longest a redundant block can be, in bytes: 10 bits.</summary>
    private const int MaxBlockLength = (1 << 10) - 1;

    /// <summary>How many redundant blocks stand before the newest; -1 when the payload is cut.</summary>
    public static int CountRedundant(ReadOnlySpan<byte> payload) => TryMeasure(payload, out var count, out _) ? count : -1;

    /// <summary>Finds a block.</summary>
    /// <param name="payload">The payload.</param>
    /// <param name="back">0 for the newest block, 1 for the one before it, and so on.</param>
    /// <param name="block">The block.</param>
    /// <returns>False when there is no such block, or the payload is cut.</returns>
    public static bool TryFind(ReadOnlySpan<byte> payload, int back, out RedBlock block)
    {
        block = default;
        if (!TryMeasure(payload, out var count, out var offset) || back > count)
        {
            return false;
        }

        for (var i = 0; i < count; i++)
        {
            var (timestamp, length) = Header(payload, i);
            if (i == count - back)
            {
                block = new(offset, length, timestamp);
                return true;
            }

            offset += length;
        }

        block = new(offset, payload.Length - offset, 0);
        return true;
    }

    /// <summary>Overwrites the payload type that every block names.</summary>
    public static void SetPayloadTypes(Span<byte> payload, byte payloadType)
    {
        for (var count = CountRedundant(payload); count >= 0; count--)
        {
            payload[0] = (byte)((payload[0] & 0x80) | payloadType);
            payload = count > 0 ? payload[HeaderLength..] : payload;
        }
    }

    /// <summary>Whether the format can say how old and how long a redundant block is (RFC 2198 §3).</summary>
    /// <param name="timestampOffset">By how much it is older than the packet, in units of the clock; the difference of two timestamps.</param>
    /// <param name="length">Bytes of its data.</param>
    public static bool CanCarry(uint timestampOffset, int length) =>
        timestampOffset is > 0 and <= MaxTimestampOffset && length is > 0 and <= MaxBlockLength;

    /// <summary>Writes the header of a redundant block that <see cref="CanCarry"/> allows, <see cref="HeaderLength"/> bytes.</summary>
    public static void WriteHeader(Span<byte> header, byte payloadType, uint timestampOffset, int length)
    {
        header[0] = (byte)(0x80 | payloadType);
        header[1] = (byte)(timestampOffset >> 6);
        header[2] = (byte)((timestampOffset << 2) | (uint)(length >> 8));
        header[3] = (byte)length;
    }

    /// <summary>Writes the header of the newest block, <see cref="LastHeaderLength"/> bytes.</summary>
    public static void WriteLastHeader(Span<byte> header, byte payloadType) => header[0] = payloadType;

    private static bool TryMeasure(ReadOnlySpan<byte> payload, out int count, out int offset)
    {
        var total = 0;
        for (count = 0, offset = 0; offset < payload.Length && (payload[offset] & 0x80) != 0; count++, offset += HeaderLength)
        {
            if (payload.Length < offset + HeaderLength)
            {
                return false;
            }

            total += Header(payload, count).Length;
        }

        offset += LastHeaderLength;
        return offset + total <= payload.Length;
    }

    private static (int Timestamp, int Length) Header(ReadOnlySpan<byte> payload, int index)
    {
        var header = payload[(index * HeaderLength)..];
        return ((header[1] << 6) | (header[2] >> 2), ((header[2] & 0x03) << 8) | header[3]);
    }
}
