namespace Visio.Sfu.Stats;

/// <summary>What the measurements of a loop come to. Written by the loop's thread alone; other threads read each number whole.</summary>
internal sealed class QualityCounters
{
    private static readonly double[] Shares = [0.001, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5];
    private static readonly double[] Jitters = [0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2];
    private static readonly double[] RoundTrips = [0.01, 0.025, 0.05, 0.1, 0.2, 0.3, 0.5, 1];
    private static readonly double[] Rates = [100e3, 250e3, 500e3, 1e6, 2e6, 5e6, 10e6, 25e6];

    private readonly Histogram _lossUp = new(Shares);
    private readonly Histogram _lossDown = new(Shares);
    private readonly Histogram _jitterUp = new(Jitters);
    private readonly Histogram _jitterDown = new(Jitters);
    private readonly Histogram _roundTrip = new(RoundTrips);
    private readonly Histogram _estimate = new(Rates);
    private long _freezesUp;
    private long _freezesDown;
    private long _keyFramesAsked;
    private int _paused;
    private int _udp;
    private int _tcp;
    private int _relay;

    public void OnPublication(in StreamQuality quality)
    {
        if (quality.Packets > 0)
        {
            _lossUp.Observe(Math.Min(1, (double)(quality.Lost + quality.Repaired) / quality.Packets));
            _jitterUp.Observe(quality.Jitter.TotalSeconds);
        }

        _freezesUp += quality.Freezes;
    }

    public void OnSubscription(in StreamQuality quality)
    {
        _lossDown.Observe(Math.Min(1, (double)quality.Lost / quality.Packets));
        _jitterDown.Observe(quality.Jitter.TotalSeconds);
        _roundTrip.Observe(quality.RoundTripTime.TotalSeconds);
        _freezesDown += quality.Freezes;
        _keyFramesAsked += quality.KeyFramesAsked;
    }

    public void OnPeer(in PeerQuality quality)
    {
        if (quality.Estimate is { } estimate)
        {
            _estimate.Observe(estimate.BitsPerSecond);
        }
    }

    /// <summary>A room adds other sizes than before.</summary>
    public void Replace(in RoomTally before, in RoomTally now)
    {
        _paused += now.Paused - before.Paused;
        _udp += now.Udp - before.Udp;
        _tcp += now.Tcp - before.Tcp;
        _relay += now.Relay - before.Relay;
    }

    public QualityTotals Snapshot() => new()
    {
        LossUp = _lossUp.Snapshot(),
        LossDown = _lossDown.Snapshot(),
        JitterUp = _jitterUp.Snapshot(),
        JitterDown = _jitterDown.Snapshot(),
        RoundTrip = _roundTrip.Snapshot(),
        Estimate = _estimate.Snapshot(),
        FreezesUp = Volatile.Read(ref _freezesUp),
        FreezesDown = Volatile.Read(ref _freezesDown),
        KeyFramesAsked = Volatile.Read(ref _keyFramesAsked),
        StreamsPaused = Volatile.Read(ref _paused),
        Peers = new Dictionary<PeerTransport, int>
        {
            [PeerTransport.Udp] = Volatile.Read(ref _udp),
            [PeerTransport.Tcp] = Volatile.Read(ref _tcp),
            [PeerTransport.Relay] = Volatile.Read(ref _relay),
        },
    };
}
