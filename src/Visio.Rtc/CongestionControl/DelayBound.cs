using Visio.Rtc.Time;
using Visio.Rtc.Units;

namespace Visio.Rtc.CongestionControl;

/// <summary>
/// The rate at which no queue grows: raised while none does, lowered below what arrives when one grows (draft-ietf-rmcat-gcc-02 §5.5).
/// </summary>
internal sealed class DelayBound
{
    /// <summary>§5.5: the share of what arrives to go on with, so that the queue drains.</summary>
    private const double Decrease = 0.85;

    /// <summary>The same when much is queued: speech should not wait for seconds until it has drained.</summary>
    private const double DeepDecrease = 0.6;
    private static readonly TimeSpan DeepQueue = TimeSpan.FromMilliseconds(150);

    /// <summary>A full queue does not grow, so the trend says nothing of it: one that stays deep for this long is lowered for too.</summary>
    private static readonly TimeSpan StandingTime = TimeSpan.FromMilliseconds(500);
    private const double Shrunk = 0.8;

    /// <summary>A queue that stays although less is sent is that of others.</summary>
    private const int StandingTries = 3;

    /// <summary>Growth per second where the limit is not known to be near.</summary>
    private const double Growth = 1.08;

    /// <summary>Bits that one step near the limit adds: a full packet.</summary>
    private const double StepBits = 9_600;
    private static readonly TimeSpan DetectionTime = TimeSpan.FromMilliseconds(100);
    private const double Near = 0.85;
    private const double Beyond = 1.15;

    /// <summary>An estimate is no better than what was tried: it grows to this many times what arrives, and a little.</summary>
    private const double LargestLead = 1.5;
    private static readonly Bitrate Margin = new(10_000);
    private static readonly Bitrate SteadyRate = new(500_000);

    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(200);

    private Instant _lastUpdate;
    private Instant _lastDecrease;
    private Bitrate _limit;
    private bool _holds;
    private Instant _deepSince = Instant.Never;
    private TimeSpan _queueThen;
    private int _standingTries;

    /// <summary>The bound; <see cref="BandwidthEstimate.Unconstrained"/> until a queue has grown.</summary>
    public Bitrate Rate { get; private set; } = BandwidthEstimate.Unconstrained;

    /// <summary>When it was lowered last.</summary>
    public Instant LastDecrease => _lastDecrease;

    /// <summary>Whether the queue on the path is not of our making: it is to be taken for a part of the path.</summary>
    public bool IsQueueOfOthers => _standingTries >= StandingTries;

    /// <summary>Takes what a report says.</summary>
    /// <param name="use">What the delay says.</param>
    /// <param name="queue">How long packets wait on the path.</param>
    /// <param name="arriving">What arrives at the receiver.</param>
    /// <param name="arrived">When the last of it did, on the receiver's clock.</param>
    /// <param name="ownLoss">The share of what is sent that does not arrive at any rate.</param>
    /// <param name="roundTripTime">The round trip.</param>
    /// <param name="now">The time.</param>
    public void Update(PathUse use, TimeSpan queue, ref RateWindow arriving, Instant arrived, double ownLoss, TimeSpan roundTripTime, Instant now)
    {
        var elapsed = now - _lastUpdate;
        elapsed = elapsed < TimeSpan.FromSeconds(1) ? elapsed : TimeSpan.FromSeconds(1);
        _lastUpdate = now;
        var rate = arriving.At(arrived);
        var passed = 1 / (1 - ownLoss);
        use = IsStanding(queue, now) ? PathUse.Over : use;
        switch (use)
        {
            case PathUse.Over:
                // Of few packets a short time tells too little.
                Lower((rate > SteadyRate ? Bitrate.Min(rate, arriving.Lately(arrived)) : rate) * passed, queue, roundTripTime, now);
                break;
            case PathUse.Under:
                _holds = true; // The queue drains: what arrives now is more than the path carries in the long run.
                break;
            default:
                if (_holds)
                {
                    _holds = false;
                    break;
                }

                Raise(rate * passed, elapsed, roundTripTime);
                break;
        }
    }

    /// <summary>A probe has shown what the path carries.</summary>
    public void Accept(Bitrate measured)
    {
        if (measured > Rate)
        {
            Rate = measured;
            _limit = Bitrate.Zero;
        }
    }

    /// <summary>Goes on from another rate.</summary>
    public void Set(Bitrate rate) => Rate = rate;

    private bool IsStanding(TimeSpan queue, Instant now)
    {
        if (queue < DeepQueue || IsQueueOfOthers)
        {
            _deepSince = Instant.Never;
            _standingTries = 0;
            return false;
        }

        if (_deepSince == Instant.Never)
        {
            _deepSince = now;
            _queueThen = queue;
        }

        if (now - _deepSince < StandingTime)
        {
            return false;
        }

        var stands = queue > _queueThen * Shrunk;
        _deepSince = now;
        _queueThen = queue;
        _standingTries += stands ? 1 : 0;
        return stands && !IsQueueOfOthers;
    }

    private void Lower(Bitrate arriving, TimeSpan queue, TimeSpan roundTripTime, Instant now)
    {
        // What was lowered shows only after a round trip.
        var pause = roundTripTime < ShortestPause ? ShortestPause : roundTripTime > LongestPause ? LongestPause : roundTripTime;
        _holds = true;
        if (now - _lastDecrease < pause && arriving > Rate * 0.5)
        {
            return;
        }

        _limit = arriving > _limit * Beyond || arriving < _limit * Near ? arriving : (_limit * 0.8) + (arriving * 0.2);
        var lowered = Bitrate.Max(arriving * (queue > DeepQueue ? DeepDecrease : Decrease), BandwidthEstimate.Least);
        if (lowered < Rate)
        {
            Rate = lowered;
            _lastDecrease = now;
        }
    }

    private void Raise(Bitrate arriving, TimeSpan elapsed, TimeSpan roundTripTime)
    {
        if (arriving > _limit * Beyond)
        {
            _limit = Bitrate.Zero;
        }

        var ceiling = (arriving * LargestLead) + Margin;
        if (Rate >= ceiling || elapsed <= TimeSpan.Zero)
        {
            return;
        }

        var grown = _limit > Bitrate.Zero && Rate > _limit * Near
            ? Rate + new Bitrate((long)(StepBits * (elapsed / (roundTripTime + DetectionTime))))
            : Rate * Math.Pow(Growth, elapsed.TotalSeconds);
        Rate = Bitrate.Min(grown, ceiling);
    }
}
