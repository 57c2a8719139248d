namespace Visio.Rtc.Codecs;

/// <summary>Writes fields of bits, the most significant first, over anything that was there. What does not fit is remembered as such.</summary>
/// <param name="bytes">Where it writes.</param>
internal ref struct BitWriter(Span<byte> bytes)
{
    private readonly Span<byte> _bytes = bytes;

    /// <summary>Bits written so far.</summary>
    public int Position { get; private set; }

    /// <summary>Whole bytes needed for what was written.</summary>
    public readonly int Length => (Position + 7) >> 3;

    /// <summary>Whether all of it fitted.</summary>
    public readonly bool HasFitted => Length <= _bytes.Length;

    /// <summary>Writes the low <paramref name="count"/> bits, up to 32; the rest of the last byte is zero.</summary>
    public void Write(uint value, int count)
    {
        for (var i = count - 1; i >= 0; i--, Position++)
        {
            var index = Position >> 3;
            if (index < _bytes.Length)
            {
                var mask = (byte)(0x80 >> (Position & 7));
                var kept = (Position & 7) == 0 ? (byte)0 : _bytes[index];
                _bytes[index] = (byte)(((value >> i) & 1) != 0 ? kept | mask : kept & ~mask);
            }
        }
    }

    /// <summary>Copies bits.</summary>
    public void Copy(ref BitReader from, int count)
    {
        for (; count > 0; count -= 32)
        {
            var part = Math.Min(count, 32);
            Write(from.Read(part), part);
        }
    }
}
