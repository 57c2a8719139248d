using Visio.Rtc.Time;
using Visio.Rtc.Units;

namespace Visio.Rtc.CongestionControl;

/// <summary>
/// The rate at which a path without a queue to speak of drops no more than it always does. Wi-Fi and mobile networks lose packets at any
/// rate; lowering the rate for those would end at nothing (draft-ietf-rmcat-gcc-02 §6 does). So a rate that loses packets is tried against a
/// lower one: when the loss stays, it is the path's own, and the bound is lifted; when it goes, the path was full.
/// </summary>
internal sealed class LossBound
{
    private static readonly TimeSpan Window = TimeSpan.FromMilliseconds(400);
    private const int LeastPackets = 40;

    /// <summary>How far the loss may be above the path's own before it is looked into.</summary>
    private const double Margin = 0.05;

    /// <summary>The same while the path has shown no limit: a trial costs pictures, and some loss is usual (draft-ietf-rmcat-gcc-02 §6: 10 %).</summary>
    private const double FirstMargin = 0.12;

    /// <summary>How many standard deviations from the path's own loss are no chance.</summary>
    private const double Significance = 2.5;
    private const double LikelyChance = 1.5;

    /// <summary>
    /// Losses that come in bursts tell less, so more packets are waited for, up to this many times as many: a chance burst must not be tried,
    /// nor its absence afterwards be taken for a success.
    /// </summary>
    private const double LongestWindow = 4;

    /// <summary>Of a rate that is not made use of, loss says nothing: it is the same without it.</summary>
    private const double Used = 0.6;

    /// <summary>So little is mostly speech, which is never lowered; until it is known how much is.</summary>
    private static readonly Bitrate Speech = new(100_000);

    /// <summary>By how much more has to be sent than what cannot be lowered, for a lower rate to show anything.</summary>
    private const double Beside = 1.15;

    /// <summary>More than this is never taken for the path's own.</summary>
    private const double LargestOwn = 0.35;
    private const double OwnSmoothing = 0.1;

    /// <summary>What goes on after a loss: of what arrived, so much that a full queue drains.</summary>
    private const double Decrease = 0.85;
    private const double Growth = 1.08;
    private const double GrowthNear = 1.04;
    private const double Beyond = 1.1;

    /// <summary>A sender that does not follow the bound is not waited for any longer.</summary>
    private static readonly TimeSpan LongestTrial = TimeSpan.FromSeconds(4);

    /// <summary>After so many trials that have told nothing, the loss is taken for the path's own.</summary>
    private const int MostTries = 3;

    private Instant _windowStart;
    private Instant _ignoreUntil;
    private int _arrived;
    private int _missing;
    private int _bursts;
    private bool _isBurst;
    private double _burstLength = 1;
    private long _bytes;
    private bool _isTrial;
    private double _lossBefore;
    private Bitrate _rateBefore;
    private Instant _trialStart;
    private Bitrate _limit;
    private double _own;
    private bool _hasOwn;
    private Bitrate _lowest = Speech;
    private int _tries;

    /// <summary>The bound; <see cref="BandwidthEstimate.Unconstrained"/> while no loss depends on the rate.</summary>
    public Bitrate Rate { get; private set; } = BandwidthEstimate.Unconstrained;

    /// <summary>
    /// What of all that is sent is never lowered, as sound is. Where there is hardly more, nothing is tried, unless more is lost than a path
    /// loses by itself.
    /// </summary>
    public Bitrate Fixed
    {
        set => _lowest = value * Beside;
    }

    /// <summary>The share of packets that the path loses at any rate, 0 to 0.35.</summary>
    public double OwnLoss => _own;

    /// <summary>Counts a packet that is reported on.</summary>
    /// <param name="sent">When it left.</param>
    /// <param name="bytes">Its size.</param>
    /// <param name="hasArrived">Whether it arrived.</param>
    public void Count(Instant sent, int bytes, bool hasArrived)
    {
        if (sent < _ignoreUntil)
        {
            return;
        }

        if (_arrived + _missing == 0)
        {
            Begin(sent);
        }

        if (hasArrived)
        {
            _arrived++;
            _bytes += bytes;
        }
        else
        {
            _missing++;
            _bursts += _isBurst ? 0 : 1;
        }

        _isBurst = !hasArrived;
    }

    /// <summary>Counts a packet whose report was lost: it has arrived as far as is known, and tells nothing of loss.</summary>
    public void CountUnreported(int bytes) => _bytes += bytes;

    /// <summary>A packet that was counted as missing has arrived after all.</summary>
    public void Recover(Instant sent)
    {
        if (sent >= _windowStart && _missing > 0)
        {
            _missing--;
            _arrived++;
        }
    }

    /// <summary>What leaves before this moment says nothing: a queue of ours was full, or there was no path at all.</summary>
    public void Ignore(Instant until)
    {
        _ignoreUntil = until > _ignoreUntil ? until : _ignoreUntil;
        Begin(_ignoreUntil);
    }

    /// <summary>Ends a report.</summary>
    /// <param name="upTo">When the last packet it tells of left.</param>
    /// <param name="isLimited">Whether the path has shown a limit.</param>
    /// <param name="roundTripTime">After which a change of the rate shows.</param>
    /// <param name="now">The time.</param>
    public void Update(Instant upTo, bool isLimited, TimeSpan roundTripTime, Instant now)
    {
        var elapsed = upTo - _windowStart;
        var count = _arrived + _missing;
        var burstLength = _missing / (double)Math.Max(_bursts, 1);
        var loss = _missing / (double)Math.Max(count, 1);
        var isSuspicious = _isTrial || loss > _own + Margin;
        if (elapsed < Window || count < LeastPackets * (isSuspicious ? Math.Clamp(Spread(Math.Max(_burstLength, burstLength)), 1, LongestWindow) : 1))
        {
            return;
        }

        var arriving = Bitrate.Over(_bytes, elapsed);
        Begin(upTo);
        if (!_hasOwn)
        {
            _hasOwn = true;
            _own = isLimited || loss > FirstMargin ? 0 : loss;
        }

        var margin = Math.Max(isLimited ? Margin : FirstMargin, Significance * Math.Sqrt(_own * (1 - _own) * Spread(_burstLength) / count));
        var sent = arriving * (1 / (1 - Math.Min(loss, 0.9)));
        if (_isTrial)
        {
            Judge(loss, count, burstLength, arriving, roundTripTime, now);
        }
        else if (loss > _own + margin && (sent > _lowest || loss > LargestOwn) && (Rate == BandwidthEstimate.Unconstrained || sent > Rate * Used || loss > LargestOwn))
        {
            Try(loss, arriving, roundTripTime, now);
        }
        else
        {
            _own = Math.Min(_own + ((loss - _own) * OwnSmoothing), LargestOwn);
            _burstLength += (Math.Max(burstLength, 1) - _burstLength) * OwnSmoothing;
            Raise(arriving, elapsed);
        }
    }

    /// <summary>A probe has shown what the path carries.</summary>
    public void Accept(Bitrate measured)
    {
        if (measured > Rate)
        {
            Rate = measured;
            _isTrial = false;
        }
    }

    private void Try(double loss, Bitrate arriving, TimeSpan roundTripTime, Instant now)
    {
        _isTrial = true;
        _trialStart = now;
        _lossBefore = loss;
        _rateBefore = Rate;
        _limit = arriving;
        Rate = Bitrate.Max(Bitrate.Min(Rate, arriving * (Decrease / (1 - _own))), BandwidthEstimate.Least);
        Ignore(now + roundTripTime);
    }

    private void Judge(double loss, int count, double burstLength, Bitrate arriving, TimeSpan roundTripTime, Instant now)
    {
        var sent = arriving * (1 / (1 - loss));
        var isLowered = sent <= Rate * Beyond;
        if (!isLowered && now - _trialStart < LongestTrial && loss <= LargestOwn)
        {
            return; // Nothing is tried yet.
        }

        _isTrial = false;
        if (loss <= (_lossBefore + _own) / 2)
        {
            // The path was full: what it loses by itself is no more than what is lost now.
            _own = Math.Min(_own + ((loss - _own) * OwnSmoothing), loss + Margin);
            _tries = 0;
        }
        else if (sent > _lowest && (loss > LargestOwn || (_tries < MostTries && (!isLowered || IsLess(loss, count)))))
        {
            // No path loses so much by itself; or it was not lowered although it could have been; or less is lost, but still much.
            var (before, tries) = (_rateBefore, _tries + 1);
            Try(loss, arriving, roundTripTime, now);
            (_rateBefore, _tries) = (before, tries);
        }
        else
        {
            _own = Math.Min(loss, LargestOwn);
            _burstLength = Math.Max(_burstLength, burstLength);
            Rate = _rateBefore;
            _tries = 0;
        }
    }

    // By more than chance, mostly; to be wrong costs one more trial.
    private bool IsLess(double loss, int count) =>
        loss < _lossBefore - Math.Max(Margin, LikelyChance * Math.Sqrt(_lossBefore * (1 - _lossBefore) * Spread(_burstLength) / count));

    private void Raise(Bitrate arriving, TimeSpan elapsed)
    {
        if (Rate >= BandwidthEstimate.Unconstrained)
        {
            return;
        }

        var ceiling = arriving * 1.5;
        if (Rate < ceiling)
        {
            var growth = Rate > _limit * 0.85 && Rate < _limit * Beyond ? GrowthNear : Growth;
            Rate = Bitrate.Min(Rate * Math.Pow(growth, Math.Min(elapsed.TotalSeconds, 2)), ceiling);
        }
    }

    /// <summary>By how much the number of lost packets varies more where they are lost in bursts than where each is lost by itself.</summary>
    private static double Spread(double burstLength) => (2 * burstLength) - 1;

    private void Begin(Instant at)
    {
        _windowStart = at;
        _arrived = 0;
        _missing = 0;
        _bytes = 0;
        _bursts = 0;
        _isBurst = false;
    }
}
