using System.Buffers.Binary;
using System.Diagnostics;
using Visio.Rtc.Rtcp;

namespace Visio.Rtc.CongestionControl;

/// <summary>Encodes transport-wide feedback (draft-holmer-rmcat-transport-wide-cc-extensions-01 §3.1).</summary>
internal static class TransportFeedbackWriter
{
    /// <summary>Marks a packet that has not arrived.</summary>
    public const long NotReceived = long.MinValue;

    /// <summary>The unit of receive deltas, 250 µs, in ticks of <see cref="Time.Instant"/>.</summary>
    public const long TicksPerDelta = 2500;

    /// <summary>The least destination that holds a report, in bytes.</summary>
    public const int MinLength = 64;

    private const int FixedLength = 20;
    private const int MaxRun = 0x1FFF;

    /// <summary>Writes one packet for the numbers from <paramref name="first"/> up to <paramref name="end"/>, as many as fit.</summary>
    /// <param name="arrivals">A ring of arrival times in units of 250 µs; its length is a power of two and at least the range.</param>
    /// <param name="first">The unwrapped number of the first packet.</param>
    /// <param name="end">The number behind the last packet.</param>
    /// <param name="senderSsrc">Our SSRC.</param>
    /// <param name="mediaSsrc">The media source.</param>
    /// <param name="reportCount">The number of this report; wraps.</param>
    /// <param name="destination">At least <see cref="MinLength"/> bytes.</param>
    /// <param name="length">The length written.</param>
    /// <returns>How many numbers are covered: 0 when none of them has arrived, and then nothing is written.</returns>
    public static int Write(
        ReadOnlySpan<long> arrivals,
        long first,
        long end,
        uint senderSsrc,
        uint mediaSsrc,
        byte reportCount,
        Span<byte> destination,
        out int length)
    {
        if (destination.Length < MinLength)
        {
            throw new ArgumentException("too short for any report", nameof(destination));
        }

        Debug.Assert(end - first <= arrivals.Length, "the range exceeds the ring");
        length = 0;
        var mask = arrivals.Length - 1;
        var reference = NotReceived;
        for (var i = first; i < end && reference == NotReceived; i++)
        {
            reference = arrivals[(int)(i & mask)];
        }

        if (reference == NotReceived)
        {
            return 0;
        }

        // The reference time counts 64 ms, which are 256 deltas.
        reference >>= 8;
        Span<byte> symbols = stackalloc byte[(int)(end - first)];
        var count = Measure(arrivals, first, reference << 8, destination.Length, symbols);
        symbols = symbols[..count];

        BinaryPrimitives.WriteUInt32BigEndian(destination[4..], senderSsrc);
        BinaryPrimitives.WriteUInt32BigEndian(destination[8..], mediaSsrc);
        BinaryPrimitives.WriteUInt16BigEndian(destination[12..], (ushort)first);
        BinaryPrimitives.WriteUInt16BigEndian(destination[14..], (ushort)count);
        BinaryPrimitives.WriteUInt32BigEndian(destination[16..], ((uint)(reference & 0xFFFFFF) << 8) | reportCount);
        var position = FixedLength;
        for (var rest = symbols; !rest.IsEmpty; position += 2)
        {
            BinaryPrimitives.WriteUInt16BigEndian(destination[position..], NextChunk((ReadOnlySpan<byte>)rest, out var covered));
            rest = rest[covered..];
        }

        var last = reference << 8;
        for (var i = 0; i < count; i++)
        {
            if (symbols[i] != 0)
            {
                var arrival = arrivals[(int)((first + i) & mask)];
                if (symbols[i] == 1)
                {
                    destination[position++] = (byte)(arrival - last);
                }
                else
                {
                    BinaryPrimitives.WriteInt16BigEndian(destination[position..], (short)(arrival - last));
                    position += 2;
                }

                last = arrival;
            }
        }

        while ((position & 3) != 0)
        {
            destination[position++] = 0;
        }

        RtcpWriter.WriteHeader(destination, RtcpPacketType.TransportFeedback, RtcpFeedbackFormat.TransportWide, position - 4);
        length = position;
        return count;
    }

    /// <summary>Chooses the symbol of each packet (0 missing, 1 small delta, 2 large delta) and how many of them fit.</summary>
    private static int Measure(ReadOnlySpan<long> arrivals, long first, long last, int capacity, Span<byte> symbols)
    {
        var mask = arrivals.Length - 1;
        var leading = -1;
        var deltaBytes = 0;
        for (var i = 0; i < symbols.Length; i++)
        {
            var arrival = arrivals[(int)((first + i) & mask)];
            if (arrival == NotReceived)
            {
                symbols[i] = 0;
                continue;
            }

            leading = leading < 0 ? i : leading;
            var delta = arrival - last;

            // Every chunk but the last covers at least 7 packets, and the missing ones at the start fit into one.
            var size = delta is >= 0 and <= byte.MaxValue ? 1 : 2;
            var worst = FixedLength + 2 + (2 * ((i - leading + 7) / 7)) + deltaBytes + size;
            if (delta is < short.MinValue or > short.MaxValue || ((worst + 3) & ~3) > capacity)
            {
                return i;
            }

            symbols[i] = (byte)size;
            deltaBytes += size;
            last = arrival;
        }

        return symbols.Length;
    }

    /// <summary>Encodes the next status chunk (§3.1.3, §3.1.4): a run where it covers more than a vector would.</summary>
    private static ushort NextChunk(ReadOnlySpan<byte> symbols, out int covered)
    {
        var run = symbols.IndexOfAnyExcept(symbols[0]);
        run = Math.Min(run < 0 ? symbols.Length : run, MaxRun);
        var narrow = symbols[..Math.Min(14, symbols.Length)];
        var wide = symbols[..Math.Min(7, symbols.Length)];
        var isNarrow = !narrow.Contains((byte)2);
        if (run >= (isNarrow ? narrow.Length : wide.Length))
        {
            covered = run;
            return (ushort)((symbols[0] << 13) | run);
        }

        var vector = isNarrow ? narrow : wide;
        var bits = isNarrow ? 1 : 2;
        var chunk = isNarrow ? 0x8000 : 0xC000;
        for (var i = 0; i < vector.Length; i++)
        {
            chunk |= vector[i] << (14 - (bits * (i + 1)));
        }

        covered = vector.Length;
        return (ushort)chunk;
    }
}
