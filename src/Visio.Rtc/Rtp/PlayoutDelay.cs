namespace Visio.Rtc.Rtp;

/// <summary>
/// The playout-delay header extension: how long a receiver is to hold pictures back before it shows them. 12 bits each of minimum and
/// maximum, in units of 10 ms.
/// </summary>
/// <param name="Minimum">In milliseconds; up to 40,950 can be said.</param>
/// <param name="Maximum">The same.</param>
public readonly record struct PlayoutDelay(uint Minimum, uint Maximum)
{
    /// <summary>Bytes of the extension's value.</summary>
    public const int Length = 3;

    private const uint Unit = 10;
    private const uint Largest = 0xFFF;

    /// <summary>Writes a header extension's value, <see cref="Length"/> bytes.</summary>
    public void Write(Span<byte> destination)
    {
        var (minimum, maximum) = (Math.Min(Minimum / Unit, Largest), Math.Min(Math.Max(Minimum, Maximum) / Unit, Largest));
        destination[0] = (byte)(minimum >> 4);
        destination[1] = (byte)((minimum << 4) | (maximum >> 8));
        destination[2] = (byte)maximum;
    }
}
