using System.Runtime.CompilerServices;

namespace Visio.Sfu.Forwarding;

/// <summary>
/// Closes the holes that packets leave which are not forwarded (RFC 3550 padding for bandwidth probes): maps a publisher's sequence
/// numbers to numbers without them. Late packets get the number that belongs to their place. A mutable struct, owned by one publication.
/// </summary>
internal struct SequenceCompactor
{
    /// <summary>Holes whose places are remembered. Packets that are later than this many holes are mapped by the oldest.</summary>
    private const int Memory = 32;

    private Holes _starts;
    private long _skipped;

    /// <summary>Leaves out <paramref name="number"/>, the newest so far.</summary>
    public void Skip(long number)
    {
        _starts[(int)(_skipped % Memory)] = number;
        _skipped++;
    }

    /// <summary>The number without holes.</summary>
    public readonly long Map(long number)
    {
        var offset = _skipped;
        var oldest = Math.Max(0, _skipped - Memory);
        while (offset > oldest && _starts[(int)((offset - 1) % Memory)] > number)
        {
            offset--;
        }

        return number - offset;
    }

    [InlineArray(Memory)]
    private struct Holes
    {
        private long _first;
    }
}
