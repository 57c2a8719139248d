using System.Buffers.Binary;

namespace Visio.Rtc.Sctp;

/// <summary>A received SACK chunk (RFC 9260 §3.3.4); its gap blocks were found to ascend without overlap.</summary>
internal readonly ref struct SackChunk
{
    public const int HeaderSize = 12;

    private readonly ReadOnlySpan<byte> _gaps;

    private SackChunk(Tsn cumulative, uint window, ReadOnlySpan<byte> gaps)
    {
        Cumulative = cumulative;
        Window = window;
        _gaps = gaps;
    }

    public Tsn Cumulative { get; }

    /// <summary>The receive window the peer has left, in bytes.</summary>
    public uint Window { get; }

    public int GapCount => _gaps.Length / 4;

    public static bool TryParse(ReadOnlySpan<byte> value, out SackChunk sack)
    {
        sack = default;
        if (value.Length < HeaderSize)
        {
            return false;
        }

        int gapBytes = BinaryPrimitives.ReadUInt16BigEndian(value[8..]) * 4;
        int duplicateBytes = BinaryPrimitives.ReadUInt16BigEndian(value[10..]) * 4;
        if (HeaderSize + gapBytes + duplicateBytes != value.Length)
        {
            return false;
        }

        sack = new(
            new(BinaryPrimitives.ReadUInt32BigEndian(value)),
            BinaryPrimitives.ReadUInt32BigEndian(value[4..]),
            value.Slice(HeaderSize, gapBytes));

        // Disorder would let one small chunk cost us a walk over everything outstanding per block.
        var previousEnd = 0;
        for (var i = 0; i < sack.GapCount; i++)
        {
            var (start, end) = sack.Gap(i);
            if (start <= previousEnd || end < start)
            {
                return false;
            }

            previousEnd = end;
        }

        return true;
    }

    /// <summary>Acknowledges everything up to <paramref name="cumulative"/> and leaves the window alone, as SHUTDOWN does.</summary>
    public static SackChunk CumulativeOnly(Tsn cumulative, uint window) => new(cumulative, window, default);

    /// <summary>The first and last TSN of a block, as distances from <see cref="Cumulative"/>.</summary>
    public (int Start, int End) Gap(int index) =>
        (BinaryPrimitives.ReadUInt16BigEndian(_gaps[(index * 4)..]), BinaryPrimitives.ReadUInt16BigEndian(_gaps[((index * 4) + 2)..]));
}
