using Visio.Rtc.Time;

namespace Visio.Testing;

/// <summary>One direction of a link: decides what becomes of each datagram. Virtual networks and real ones are made bad by the same rules.</summary>
public sealed class Link
{
    private Instant _freeAt;
    private Instant _lastArrival;
    private bool _isBad;

    public LinkConditions Conditions { get; set; } = LinkConditions.Perfect;

    /// <summary>How many were lost at random, and how many because the queue was too long.</summary>
    public (long Lost, long Dropped) Totals { get; private set; }

    /// <summary>Whether a datagram of <paramref name="size"/> bytes comes through, and when it arrives.</summary>
    public bool TryPass(int size, Instant now, SeededRandom random, out Instant arrival)
    {
        var link = Conditions;
        arrival = now;
        if (IsLost(link, random))
        {
            Totals = (Totals.Lost + 1, Totals.Dropped);
            return false;
        }

        if (link.Bandwidth is { } rate)
        {
            var start = _freeAt > now ? _freeAt : now;
            if (start - now > link.MaxQueue)
            {
                Totals = (Totals.Lost, Totals.Dropped + 1);
                return false;
            }

            _freeAt = start + TimeSpan.FromSeconds(size * 8.0 / rate.BitsPerSecond);
            arrival = link.IsPoliced ? now : _freeAt;
        }

        arrival += link.Delay + (link.Jitter * random.NextDouble());
        arrival += random.NextDouble() < link.Reordering ? link.ReorderingDelay : TimeSpan.Zero;
        if (link.KeepsOrder && arrival < _lastArrival)
        {
            arrival = _lastArrival;
        }

        _lastArrival = arrival;
        return true;
    }

    // E. N. Gilbert, "Capacity of a Burst-Noise Channel", 1960: the states change with these chances before each datagram.
    private bool IsLost(LinkConditions link, SeededRandom random)
    {
        if (link.BurstLength <= 1 || link.Loss is <= 0 or >= 1)
        {
            return random.NextDouble() < link.Loss;
        }

        var toGood = 1 / link.BurstLength;
        var toBad = Math.Min(1, link.Loss * toGood / (1 - link.Loss));
        _isBad = random.NextDouble() < (_isBad ? 1 - toGood : toBad);
        return _isBad;
    }
}
