namespace Visio.Rtc.Srtp;

/// <summary>Remembers which of the latest indices of one SSRC were received (RFC 3711 §3.3.2).</summary>
/// <param name="size">How many; a multiple of 64 and a power of two. The RFC asks for 64 at least.</param>
internal sealed class ReplayWindow(int size)
{
    // One bit per index, at the index modulo the size.
    private readonly ulong[] _seen = new ulong[size / 64];

    /// <summary>The highest index that was received, or <see cref="PacketIndex.None"/>.</summary>
    public long Highest { get; private set; } = PacketIndex.None;

    /// <summary>Whether an index is neither known nor too old to tell.</summary>
    public bool IsFresh(long index) =>
        index > Highest || (Highest - index < size && (_seen[Word(index)] & Bit(index)) == 0);

    /// <summary>Remembers an index whose packet was authenticated.</summary>
    public void Accept(long index)
    {
        if (index > Highest)
        {
            if (index - Highest >= size)
            {
                Array.Clear(_seen);
            }
            else
            {
                for (var skipped = Highest + 1; skipped < index; skipped++)
                {
                    _seen[Word(skipped)] &= ~Bit(skipped);
                }
            }

            Highest = index;
        }

        _seen[Word(index)] |= Bit(index);
    }

    private static ulong Bit(long index) => 1UL << (int)(index & 63);

    private int Word(long index) => (int)((index & (size - 1)) >> 6);
}
