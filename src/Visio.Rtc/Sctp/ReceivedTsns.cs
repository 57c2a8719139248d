using System.Buffers.Binary;

namespace Visio.Rtc.Sctp;

/// <summary>Which TSNs have arrived: a cumulative point and a bitmap of constant size beyond it, made with the first gap.</summary>
internal sealed class ReceivedTsns(Tsn cumulative)
{
    /// <summary>How far beyond the cumulative point we look. More is dropped, and sent again by the peer.</summary>
    public const int Window = 16_384;

    private ulong[] _bits = [];

    /// <summary>Memory that it takes besides its own object.</summary>
    public int Bytes => _bits.Length * sizeof(ulong);

    /// <summary>The last TSN up to which nothing is missing.</summary>
    public Tsn Cumulative { get; private set; } = cumulative;

    /// <summary>The highest TSN seen.</summary>
    public Tsn Highest { get; private set; } = cumulative;

    public bool HasGaps => Highest > Cumulative;

    public bool IsBeyondWindow(Tsn tsn) => tsn - Cumulative > Window;

    public bool Contains(Tsn tsn) => tsn <= Cumulative || (tsn <= Highest && IsSet(tsn));

    /// <summary>Notes a TSN that is neither known nor beyond the window.</summary>
    public void Add(Tsn tsn)
    {
        if (!HasGaps && tsn == Cumulative + 1)
        {
            Cumulative = tsn;
            Highest = tsn;
            return;
        }

        if (_bits.Length == 0)
        {
            _bits = new ulong[Window / 64];
        }

        _bits[Word(tsn)] |= Bit(tsn);
        if (tsn > Highest)
        {
            Highest = tsn;
        }

        Advance();
    }

    /// <summary>Gives up on everything up to <paramref name="tsn"/>, which is not beyond the window (RFC 3758 §3.6).</summary>
    public void SkipTo(Tsn tsn)
    {
        while (Cumulative < tsn && HasGaps)
        {
            Cumulative += 1;
            _bits[Word(Cumulative)] &= ~Bit(Cumulative);
        }

        if (Cumulative < tsn)
        {
            Cumulative = tsn;
            Highest = tsn;
        }

        Advance();
    }

    /// <summary>Writes gap blocks (RFC 9260 §3.3.4) until none is left or <paramref name="destination"/> is full; returns their number.</summary>
    public int WriteGaps(Span<byte> destination)
    {
        var count = 0;
        var t = Cumulative + 1;
        while (t <= Highest && destination.Length >= (count + 1) * 4)
        {
            while (t <= Highest && !IsSet(t))
            {
                t += 1;
            }

            if (t > Highest)
            {
                break;
            }

            var start = t;
            while (t <= Highest && IsSet(t))
            {
                t += 1;
            }

            var block = destination[(count++ * 4)..];
            BinaryPrimitives.WriteUInt16BigEndian(block, (ushort)(start - Cumulative));
            BinaryPrimitives.WriteUInt16BigEndian(block[2..], (ushort)(t - 1 - Cumulative));
        }

        return count;
    }

    private static int Word(Tsn tsn) => (int)(tsn.Value % Window) / 64;

    private static ulong Bit(Tsn tsn) => 1UL << (int)(tsn.Value % 64);

    private bool IsSet(Tsn tsn) => (_bits[Word(tsn)] & Bit(tsn)) != 0;

    private void Advance()
    {
        while (Cumulative < Highest && IsSet(Cumulative + 1))
        {
            Cumulative += 1;
            _bits[Word(Cumulative)] &= ~Bit(Cumulative);
        }
    }
}
