using Visio.Rtc.Time;

namespace Visio.Rtc.CongestionControl;

/// <summary>
/// How long packets wait on the path at least: the shortest delay in a report above the shortest ever. So neither jitter nor bursts of ours
/// count, only a queue that stays. A mutable struct.
/// </summary>
internal struct StandingQueue
{
    /// <summary>How fast the shortest delay is forgotten, in ticks per tick: a millisecond per second, faster than two clocks drift apart.</summary>
    private const double Drift = 0.001;

    private bool _isKnown;
    private long _least;
    private long _leastInReport;
    private Instant _lastReport;

    /// <summary>Creates one that knows nothing.</summary>
    public StandingQueue() => _leastInReport = long.MaxValue;

    /// <summary>The queue as of the last report.</summary>
    public TimeSpan Delay { get; private set; }

    /// <summary>Takes a packet that arrived.</summary>
    /// <param name="delay">From its departure to its arrival, on two clocks that have nothing in common.</param>
    public void Add(TimeSpan delay) => _leastInReport = Math.Min(_leastInReport, delay.Ticks);

    /// <summary>Ends a report that told of packets.</summary>
    public void EndReport(Instant now)
    {
        if (_leastInReport == long.MaxValue)
        {
            return;
        }

        var drift = (long)((now - _lastReport).Ticks * Drift);
        _least = _isKnown ? Math.Min(_least + drift, _leastInReport) : _leastInReport;
        _isKnown = true;
        _lastReport = now;
        Delay = new(_leastInReport - _least);
        _leastInReport = long.MaxValue;
    }

    /// <summary>Takes the queue there is for a part of the path.</summary>
    public void Accept()
    {
        _least += Delay.Ticks;
        Delay = TimeSpan.Zero;
    }

    /// <summary>Forgets all.</summary>
    public void Reset() => this = new();
}
