namespace Visio.Rtc.Codecs;

/// <summary>Reads fields of bits, the most significant first. Beyond the end it reads zeros and remembers it.</summary>
/// <param name="bytes">What is read.</param>
internal ref struct BitReader(ReadOnlySpan<byte> bytes)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;

    /// <summary>Bits read so far.</summary>
    public int Position { get; private set; }

    /// <summary>Whether more was read than there is.</summary>
    public readonly bool IsExhausted => Position > _bytes.Length * 8;

    /// <summary>Reads up to 32 bits.</summary>
    public uint Read(int count)
    {
        var value = 0u;
        for (var i = 0; i < count; i++, Position++)
        {
            var index = Position >> 3;
            var bit = index < _bytes.Length ? (_bytes[index] >> (7 - (Position & 7))) & 1 : 0;
            value = (value << 1) | (uint)bit;
        }

        return value;
    }

    /// <summary>Reads one bit.</summary>
    public bool ReadFlag() => Read(1) != 0;

    /// <summary>Reads a value below <paramref name="count"/> in the shortest form: <c>ns(n)</c> of AV1 §4.10.7.</summary>
    public uint ReadNonSymmetric(int count)
    {
        var width = 0;
        for (var x = count; x != 0; x >>= 1)
        {
            width++;
        }

        var shorter = (1 << width) - count;
        var value = Read(width - 1);
        return value < shorter ? value : (value << 1) - (uint)shorter + Read(1);
    }
}
