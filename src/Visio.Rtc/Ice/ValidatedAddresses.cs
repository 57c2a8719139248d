using System.Runtime.CompilerServices;

namespace Visio.Rtc.Ice;

/// <summary>The few remote addresses that an authenticated check has come from lately; the one longest unused makes room.</summary>
internal sealed class ValidatedAddresses
{
    private Slots _slots;
    private int _count;

    public bool Contains(TransportAddress address)
    {
        for (var i = 0; i < _count; i++)
        {
            if (_slots[i] == address)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Puts the address first.</summary>
    public void Add(TransportAddress address)
    {
        var at = 0;
        while (at < _count && _slots[at] != address)
        {
            at++;
        }

        if (at == _count)
        {
            _count = Math.Min(_count + 1, Slots.Capacity);
            at = Math.Min(at, Slots.Capacity - 1);
        }

        for (; at > 0; at--)
        {
            _slots[at] = _slots[at - 1];
        }

        _slots[0] = address;
    }

    public void Clear() => _count = 0;

    [InlineArray(Capacity)]
    private struct Slots
    {
        public const int Capacity = 8;

        private TransportAddress _first;
    }
}
