namespace Visio.Rtc.Rtp;

/// <summary>
/// Turns 16-bit numbers that wrap into 64-bit numbers that do not: each is taken to be the one nearest to the highest seen so far.
/// A mutable struct, owned by one stream.
/// </summary>
/// <remarks>The low 16 bits of a result are the number itself. Results start at 65,536 or above, so an early reordered packet stays positive.</remarks>
public struct SequenceUnwrapper
{
    private long _highest;

    /// <summary>Whether any number was seen.</summary>
    public readonly bool HasValue => _highest != 0;

    /// <summary>The highest result so far; 0 before the first.</summary>
    public readonly long Highest => _highest;

    /// <summary>Unwraps without remembering.</summary>
    public readonly long Peek(ushort number) =>
        _highest == 0 ? 0x10000L + number : _highest + SequenceNumbers.Distance((ushort)_highest, number);

    /// <summary>Unwraps and remembers the highest.</summary>
    public long Unwrap(ushort number)
    {
        var result = Peek(number);
        _highest = Math.Max(_highest, result);
        return result;
    }
}
