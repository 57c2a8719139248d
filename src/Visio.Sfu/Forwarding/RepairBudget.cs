using Visio.Rtc.Time;
using Visio.Rtc.Units;

namespace Visio.Sfu.Forwarding;

/// <summary>
/// Bounds what is sent to one peer again to a share of what its path carries: a path that loses because it is full is not helped by more.
/// A mutable struct, one per peer.
/// </summary>
internal struct RepairBudget
{
    /// <summary>The share; a path that loses a fifth of everything, repairs included, needs a quarter.</summary>
    private const double Share = 0.35;

    /// <summary>How much of it may be used at once, after a time in which nothing was.</summary>
    private static readonly TimeSpan Burst = TimeSpan.FromSeconds(0.5);

    private Instant _paidUntil;

    /// <summary>Takes room for a repair; false when there is none.</summary>
    /// <param name="bytes">How long it is.</param>
    /// <param name="target">What the path carries.</param>
    /// <param name="now">The time.</param>
    public bool TryTake(int bytes, Bitrate target, Instant now)
    {
        var earliest = now - Burst;
        var from = _paidUntil > earliest ? _paidUntil : earliest;
        if (from > now)
        {
            return false;
        }

        _paidUntil = from + TimeSpan.FromSeconds(bytes * 8 / (Share * target.BitsPerSecond));
        return true;
    }
}
