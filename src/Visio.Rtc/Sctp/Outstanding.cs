using System.Runtime.CompilerServices;

namespace Visio.Rtc.Sctp;

/// <summary>The fragments beyond the peer's cumulative point, by TSN, in a ring that grows with them; one that has grown large is given back when it is empty.</summary>
internal sealed class Outstanding
{
    /// <summary>No more chunks than this are in flight: what the peer has to remember, and what one SACK may cost us, stays bounded.</summary>
    public const int Limit = 8192;

    private const int Least = 16;
    private const int MostKept = 128;

    private OutboundFragment[] _ring = [];
    private int _start;

    public int Count { get; private set; }

    /// <summary>Memory that it takes besides its own object.</summary>
    public int Bytes => _ring.Length * Unsafe.SizeOf<OutboundFragment>();

    /// <summary>The fragment <paramref name="index"/> places after the first.</summary>
    public ref OutboundFragment this[int index] => ref _ring[(_start + index) & (_ring.Length - 1)];

    public ref OutboundFragment AddLast()
    {
        if (Count == _ring.Length)
        {
            var grown = new OutboundFragment[Math.Max(Least, Count * 2)];
            for (var i = 0; i < Count; i++)
            {
                grown[i] = this[i];
            }

            _ring = grown;
            _start = 0;
        }

        return ref this[Count++];
    }

    public void RemoveFirst()
    {
        _ring[_start] = default;
        _start = (_start + 1) & (_ring.Length - 1);
        Count--;
        if (Count == 0 && _ring.Length > MostKept)
        {
            _ring = [];
            _start = 0;
        }
    }
}
