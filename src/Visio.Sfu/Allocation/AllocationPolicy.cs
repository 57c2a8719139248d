using Visio.Rtc.Time;

namespace Visio.Sfu.Allocation;

/// <summary>
/// When what a subscriber is sent follows its estimate: down at once, up only when the estimate has covered it with a margin for a while,
/// and ever later after a rise that did not last. Pictures that go and come again all the time are worse than few. Owned by one subscriber.
/// </summary>
internal sealed class AllocationPolicy
{
    /// <summary>The share of an estimate that a rise may use: the next layer must not be lost with the first small dip.</summary>
    public const double Margin = 0.85;

    /// <summary>How long an estimate has to cover a rise.</summary>
    public static readonly TimeSpan ShortestHold = TimeSpan.FromSeconds(1.5);

    /// <summary>
    /// The same after many rises that did not last. No longer: most dips are of networks that are bad for a while, and what is good again is to be
    /// seen within seconds.
    /// </summary>
    public static readonly TimeSpan LongestHold = TimeSpan.FromSeconds(6);

    /// <summary>A rise that lasts this long was right.</summary>
    private static readonly TimeSpan Probation = TimeSpan.FromSeconds(10);

    /// <summary>The least time between pausing and resuming a track, either way, unless the estimate has changed greatly.</summary>
    private static readonly TimeSpan PauseSpacing = TimeSpan.FromSeconds(5);

    /// <summary>How much more, or how much less, than is needed counts as a great change.</summary>
    private const int GreatChange = 2;

    /// <summary>
    /// How much more than the estimate what is being sent may take before its last picture is paused: where a path is used too much its estimate falls
    /// below what it has just carried.
    /// </summary>
    private const double LastPictureTolerance = 1.35;

    /// <summary>How long a rise is held back where nothing is left but sound, as after an interruption.</summary>
    private static readonly TimeSpan ShortestHoldOfNothing = TimeSpan.FromSeconds(0.5);

    private TimeSpan _hold = ShortestHold;
    private Instant _coveredSince = Instant.Never;
    private Instant _raisedAt = Instant.Never;
    private long _raisedTo;
    private long _failed;

    /// <summary>What would be of use altogether, in bits per second; to probe for.</summary>
    public long Wanted { get; private set; }

    /// <summary>What is spent, in bits per second; less than that makes a decision necessary at once.</summary>
    public long Spent { get; private set; }

    /// <summary>Whether anything is below its best.</summary>
    public bool IsDeficient { get; private set; }

    /// <summary>Forgets the past, as when there is nothing to say what the link carries.</summary>
    public void Reset()
    {
        _hold = ShortestHold;
        _coveredSince = _raisedAt = Instant.Never;
        _failed = 0;
        IsDeficient = false;
    }

    /// <summary>Decides what everybody gets.</summary>
    /// <param name="demands">The greatest priority first, with what they have now; <see cref="Demand.Chosen"/> is set.</param>
    /// <param name="sound">What sound needs, which always goes first.</param>
    /// <param name="estimate">What the link carries, in bits per second.</param>
    /// <param name="mayPause">Whether the subscriber takes it that tracks are paused.</param>
    /// <param name="isPrompt">Whether something was asked for: then what is spent is spent anew at once.</param>
    /// <param name="now">The time.</param>
    public void Decide(ReadOnlySpan<Demand> demands, long sound, long estimate, bool mayPause, bool isPrompt, Instant now)
    {
        var available = Math.Max(0, estimate - sound);
        var (current, best) = (0L, 0L);
        foreach (var demand in demands)
        {
            current += demand.Cost(demand.Current);
            best += demand.Cost(demand.Best);
        }

        if (current > available)
        {
            Lower(demands, sound, estimate, mayPause, now);
        }
        else if (isPrompt)
        {
            _ = BandwidthAllocator.Allocate(demands, current, mayPause);
        }
        else
        {
            Raise(demands, available, current, mayPause, now);
        }

        var spent = 0L;
        foreach (var demand in demands)
        {
            spent += demand.Cost(demand.Chosen);
            if (demand.Chosen < 0 != demand.Current < 0)
            {
                (demand.HasFlipped, demand.FlippedAt) = (true, now);
            }
        }

        Spent = spent + sound;
        IsDeficient = spent < best;
        Wanted = sound + (IsDeficient ? (long)(best / Margin) : best);
    }

    private void Lower(ReadOnlySpan<Demand> demands, long sound, long estimate, bool mayPause, Instant now)
    {
        _coveredSince = Instant.Never;
        if (_raisedAt != Instant.Never && now - _raisedAt < Probation)
        {
            _hold = _hold * 2 < LongestHold ? _hold * 2 : LongestHold;
            _failed = _raisedTo;
        }

        _raisedAt = Instant.Never;
        var spent = BandwidthAllocator.Allocate(demands, Math.Max(0, estimate - sound), mayPause);
        foreach (var demand in demands)
        {
            if (demand.Current < 0 || demand.Chosen >= 0)
            {
                continue;
            }

            // What was resumed just now would be back before it could be missed; unless the link is far too small even for that.
            var tolerance = IsFresh(demand, now) ? GreatChange : LastPictureTolerance;
            if (sound + spent + demand.Cost(0) <= estimate * tolerance)
            {
                demand.Chosen = 0;
                spent += demand.Cost(0);
            }
        }
    }

    private void Raise(ReadOnlySpan<Demand> demands, long available, long current, bool mayPause, Instant now)
    {
        var isGreat = available * Margin >= current * GreatChange;
        var spent = BandwidthAllocator.Allocate(demands, Math.Max(current, (long)(available * Margin)), mayPause);
        var isSame = true;
        foreach (var demand in demands)
        {
            if (demand.Current < 0 && demand.Chosen >= 0 && IsFresh(demand, now) && !isGreat)
            {
                spent -= demand.Cost(demand.Chosen);
                demand.Chosen = Demand.Nothing;
            }

            isSame &= demand.Chosen == demand.Current;
        }

        if (isSame)
        {
            _coveredSince = Instant.Never;
            if (_raisedAt != Instant.Never && now - _raisedAt >= Probation)
            {
                _hold = ShortestHold;
                _failed = 0;
            }

            return;
        }

        _coveredSince = Instant.Min(_coveredSince, now);
        if (now - _coveredSince < Hold(available, current))
        {
            foreach (var demand in demands)
            {
                demand.Chosen = demand.Current;
            }

            return;
        }

        _coveredSince = Instant.Never;
        if (spent > current)
        {
            (_raisedAt, _raisedTo) = (now, spent);
        }
    }

    // What is far more than what a rise has failed at was not tried yet.
    private TimeSpan Hold(long available, long current)
    {
        var isNew = available * Margin >= _failed * GreatChange;
        return current > 0 ? (isNew ? ShortestHold : _hold)
            : isNew ? ShortestHoldOfNothing
            : _hold < PauseSpacing ? _hold : PauseSpacing;
    }

    private static bool IsFresh(Demand demand, Instant now) => demand.HasFlipped && now - demand.FlippedAt < PauseSpacing;
}
