using System.Runtime.CompilerServices;

namespace Visio.Sfu.Forwarding;

/// <summary>
/// Closes the holes that packets leave which are not forwarded (RFC 3550 padding for bandwidth probes, frames of upper temporal layers):
/// maps running numbers to numbers without them. Late packets get the number that belongs to their place. A mutable struct, owned by one
/// stream.
/// </summary>
internal struct SequenceCompactor
{
    /// <summary>Holes whose places are remembered. Packets that are later than this many holes are mapped by the oldest.</summary>
    private const int Memory = 32;

    private Holes _holes;
    private long _count;
    private long _end;
    private long _skipped;

    /// <summary>Leaves out <paramref name="number"/>, the newest so far.</summary>
    public void Skip(long number)
    {
        if (_count == 0 || number != _end)
        {
            _holes[(int)(_count % Memory)] = new(number, _skipped);
            _count++;
        }

        _end = number + 1;
        _skipped++;
    }

    /// <summary>The number without holes.</summary>
    public readonly long Map(long number)
    {
        var skipped = _skipped;
        if (number < _end)
        {
            for (var i = _count; i > Math.Max(0, _count - Memory) && _holes[(int)((i - 1) % Memory)].Start > number; i--)
            {
                skipped = _holes[(int)((i - 1) % Memory)].SkippedBefore;
            }
        }

        return number - skipped;
    }

    /// <summary>Whether a number was left out, as far back as holes are remembered.</summary>
    public readonly bool IsLeftOut(long number)
    {
        var skipped = _skipped;
        for (var i = _count; i > Math.Max(0, _count - Memory); i--)
        {
            var hole = _holes[(int)((i - 1) % Memory)];
            if (hole.Start <= number)
            {
                return number < hole.Start + skipped - hole.SkippedBefore;
            }

            skipped = hole.SkippedBefore;
        }

        return false;
    }

    private readonly record struct Hole(long Start, long SkippedBefore);

    [InlineArray(Memory)]
    private struct Holes
    {
        private Hole _first;
    }
}
