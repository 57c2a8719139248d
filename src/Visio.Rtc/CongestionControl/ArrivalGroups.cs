using Visio.Rtc.Time;

namespace Visio.Rtc.CongestionControl;

/// <summary>
/// Puts packets that left within 5 ms together, and tells how much more time passed between the arrivals of two such groups than between
/// their departures (draft-ietf-rmcat-gcc-02 §5.2, §5.3). A mutable struct.
/// </summary>
internal struct ArrivalGroups
{
    private static readonly TimeSpan BurstTime = TimeSpan.FromMilliseconds(5);

    /// <summary>Packets that a link hands over at once, as Wi-Fi does, are one group, up to this long.</summary>
    private static readonly TimeSpan LongestBurst = TimeSpan.FromMilliseconds(25);

    /// <summary>Between two groups the path held everything back for longer than any queue: what was before tells nothing.</summary>
    private static readonly TimeSpan LongestVariation = TimeSpan.FromSeconds(3);

    private Group _current;
    private Group _previous;

    /// <summary>Takes a packet that arrived, in the order of departure; true when a group is complete.</summary>
    /// <param name="sent">When it left.</param>
    /// <param name="arrived">When it arrived, on the receiver's clock.</param>
    /// <param name="departure">Between the last departures of the two groups before.</param>
    /// <param name="variation">By how much more their arrivals were apart.</param>
    public bool TryAdd(Instant sent, Instant arrived, out TimeSpan departure, out TimeSpan variation)
    {
        departure = default;
        variation = default;
        if (!_current.IsUsed)
        {
            _current = new(sent, arrived);
            return false;
        }

        if (sent < _current.FirstSent)
        {
            return false; // Reported late; its group is closed.
        }

        if (Belongs(sent, arrived))
        {
            _current.Extend(sent, arrived);
            return false;
        }

        var isComparable = _previous.IsUsed;
        if (isComparable)
        {
            departure = _current.LastSent - _previous.LastSent;
            variation = _current.LastArrived - _previous.LastArrived - departure;
            if (variation.Duration() >= LongestVariation)
            {
                this = default;
                _current = new(sent, arrived);
                return false;
            }
        }

        _previous = _current;
        _current = new(sent, arrived);
        return isComparable;
    }

    private readonly bool Belongs(Instant sent, Instant arrived)
    {
        if (sent - _current.FirstSent <= BurstTime || sent == _current.LastSent)
        {
            return true;
        }

        // §5.2: a burst that overtakes its own departures has waited together.
        var after = arrived - _current.LastArrived;
        return after - (sent - _current.LastSent) < TimeSpan.Zero && after <= BurstTime && arrived - _current.FirstArrived < LongestBurst;
    }

    private struct Group(Instant sent, Instant arrived)
    {
        public readonly bool IsUsed = true;
        public readonly Instant FirstSent = sent;
        public readonly Instant FirstArrived = arrived;
        public Instant LastSent = sent;
        public Instant LastArrived = arrived;

        public void Extend(Instant sent, Instant arrived)
        {
            LastSent = sent > LastSent ? sent : LastSent;
            LastArrived = arrived > LastArrived ? arrived : LastArrived;
        }
    }
}
