using System.Runtime.CompilerServices;

namespace Visio.Rtc.Codecs;

/// <summary>By how many frame numbers the frames that a frame refers to precede it.</summary>
public struct FrameDifferences
{
    private const int Capacity = 8;

    private Values _values;

    /// <summary>How many frames it refers to; more than are kept make <see cref="IsComplete"/> false.</summary>
    public int Count { get; private set; }

    /// <summary>Whether all are kept.</summary>
    public readonly bool IsComplete => Count <= Capacity;

    /// <summary>One of those that are kept.</summary>
    public readonly int this[int index] => _values[index];

    internal void Add(uint difference)
    {
        if (Count < Capacity)
        {
            _values[Count] = (ushort)difference;
        }

        Count++;
    }

    [InlineArray(Capacity)]
    private struct Values
    {
        private ushort _first;
    }
}
