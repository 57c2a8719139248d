using Visio.Rtc.Time;
using Visio.Rtc.Units;

namespace Visio.Rtc.CongestionControl;

/// <summary>When to look for more room, and how much of it: only while more is wanted than is known to fit.</summary>
internal sealed class ProbeSchedule
{
    private static readonly TimeSpan ShortestInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestInterval = TimeSpan.FromSeconds(5);

    /// <summary>A result that has not come by then never will.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>Each probe tries so many times what is known.</summary>
    private const double Step = 2;

    /// <summary>A layer needs a little more than its rate, and a probe of few packets shows up to a tenth less than it tried.</summary>
    private const double Headroom = 1.25;

    /// <summary>What is more than this below what was sent before is a dip, and likely to pass.</summary>
    private const double Dip = 0.66;
    private static readonly Bitrate Largest = new(20_000_000);

    private Instant _next;
    private TimeSpan _interval = ShortestInterval;
    private Bitrate _before;
    private Bitrate _resume;

    /// <summary>The probe.</summary>
    public BandwidthProbe Probe { get; } = new();

    /// <summary>When the probe under way wants to go on, or one may begin; only a turn that has something to send begins one.</summary>
    public Instant NextTimeout => Probe.NextTimeout;

    /// <summary>Begins a probe when it is time.</summary>
    public void Consider(Bitrate target, Bitrate wanted, Instant now)
    {
        if (Probe.IsPending)
        {
            if (now - Probe.LastSent > Patience)
            {
                Probe.Cancel();
                Conclude(isMore: false, now);
            }

            return;
        }

        wanted = Bitrate.Max(wanted, _resume);
        if (now < _next || target >= wanted || target >= Largest)
        {
            return;
        }

        Probe.Start(Bitrate.Min(Bitrate.Max(target * Step, _resume), Bitrate.Min(wanted * Headroom, Largest)), now);
        _resume = Bitrate.Zero;
    }

    /// <summary>Less fits than before.</summary>
    public void OnCongestion(Bitrate target, Instant now)
    {
        Probe.Cancel();
        if (target < _before * Dip)
        {
            _interval = ShortestInterval;
        }

        _before = Bitrate.Max(target, _before * 0.9);
        _next = now + _interval;
    }

    /// <summary>A probe is over.</summary>
    public void Conclude(bool isMore, Instant now)
    {
        _interval = isMore ? ShortestInterval : _interval * 2 < LongestInterval ? _interval * 2 : LongestInterval;
        _next = isMore ? now : now + _interval;
    }

    /// <summary>The path is back after a silence: what it carried before is tried at once.</summary>
    public void Resume(Bitrate before, Instant now)
    {
        Probe.Cancel();
        _resume = before;
        Hasten(now);
    }

    /// <summary>The report on a probe was lost.</summary>
    public void Retry(Instant now)
    {
        Probe.Cancel();
        _next = now;
    }

    /// <summary>Looks again soon.</summary>
    public void Hasten(Instant now)
    {
        _interval = ShortestInterval;
        _next = now;
    }
}
