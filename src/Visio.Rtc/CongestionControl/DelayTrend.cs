using Visio.Rtc.Time;

namespace Visio.Rtc.CongestionControl;

/// <summary>
/// Whether the delay of packets grows: the slope of a line through the latest 20 delays, against a threshold that follows the path's own
/// noise (draft-ietf-rmcat-gcc-02 §5.4, with a least-squares line in place of the Kalman filter of §5.3).
/// </summary>
internal sealed class DelayTrend
{
    private const int WindowSize = 20;
    private const double Smoothing = 0.9;

    /// <summary>The slope is multiplied by this and by the number of samples, up to the second: milliseconds come of it.</summary>
    private const double Gain = 4;
    private const int MaxSamples = 60;

    // §5.4: the threshold goes up slowly, so that it does not follow a queue of ours, and down faster.
    private const double InitialThreshold = 12.5;
    private const double LeastThreshold = 6;
    private const double LargestThreshold = 600;
    private const double ThresholdUp = 0.0087;
    private const double ThresholdDown = 0.039;
    private const double LargestExcess = 15;

    /// <summary>A shorter queue, in milliseconds, is none to speak of.</summary>
    private const double LeastQueue = 10;

    /// <summary>How fast the least delay is forgotten, in milliseconds per second: faster than two clocks drift apart.</summary>
    private const double LeastDelayDrift = 1;
    private static readonly TimeSpan LongestStep = TimeSpan.FromMilliseconds(100);

    /// <summary>How long the slope has to be too steep.</summary>
    private static readonly TimeSpan Persistence = TimeSpan.FromMilliseconds(10);

    private readonly double[] _times = new double[WindowSize];
    private readonly double[] _delays = new double[WindowSize];
    private int _count;
    private double _accumulated;
    private double _smoothed;
    private double _slope;
    private double _threshold = InitialThreshold;
    private Instant _first;
    private Instant _lastUpdate;
    private TimeSpan _overFor;
    private int _overCount;
    private double _least;

    /// <summary>What the delay says now.</summary>
    public PathUse Use { get; private set; }

    /// <summary>Forgets the delays, not the noise.</summary>
    public void Reset()
    {
        _count = 0;
        _accumulated = 0;
        _smoothed = 0;
        _least = 0;
        _slope = 0;
        _overFor = TimeSpan.Zero;
        _overCount = 0;
        Use = PathUse.Normal;
    }

    /// <summary>Takes how the delay of one group differs from that of the group before.</summary>
    /// <param name="departure">Between the departures of the two.</param>
    /// <param name="variation">The difference of their delays.</param>
    /// <param name="arrived">When the later arrived.</param>
    public void Add(TimeSpan departure, TimeSpan variation, Instant arrived)
    {
        _first = _count == 0 ? arrived : _first;
        _accumulated += variation.TotalMilliseconds;
        _smoothed = _count == 0 ? _accumulated : (Smoothing * _smoothed) + ((1 - Smoothing) * _accumulated);
        var drift = Math.Clamp((arrived - _lastUpdate).TotalSeconds, 0, 1) * LeastDelayDrift;
        _least = _count == 0 ? _smoothed : Math.Min(_least + drift, _smoothed);
        _times[_count % WindowSize] = (arrived - _first).TotalMilliseconds;
        _delays[_count % WindowSize] = _smoothed;
        _count++;
        var slope = _count >= WindowSize ? Slope() : _slope;
        Detect(slope, departure, arrived);
        _slope = slope;
    }

    /// <summary>
    /// Whether packets still wait: after a stop of the receiver, or of a radio, the delays that came of it are still in the line, but no queue
    /// is there any more.
    /// </summary>
    private bool IsQueued => _accumulated >= _smoothed && _accumulated - _least > LeastQueue;

    private void Detect(double slope, TimeSpan departure, Instant arrived)
    {
        var trend = Math.Min(_count, MaxSamples) * slope * Gain;
        if (trend > _threshold)
        {
            _overFor += _overCount == 0 ? departure / 2 : departure;
            _overCount++;
            if (_overFor > Persistence && _overCount > 1 && slope >= _slope && IsQueued)
            {
                _overFor = TimeSpan.Zero;
                _overCount = 0;
                Use = PathUse.Over;
            }
        }
        else
        {
            _overFor = TimeSpan.Zero;
            _overCount = 0;
            Use = trend < -_threshold ? PathUse.Under : PathUse.Normal;
        }

        Adapt(Math.Abs(trend), arrived);
    }

    private void Adapt(double trend, Instant arrived)
    {
        var step = arrived - _lastUpdate;
        _lastUpdate = arrived;

        // A sudden change of the path is not its noise.
        if (trend > _threshold + LargestExcess || step <= TimeSpan.Zero)
        {
            return;
        }

        step = step < LongestStep ? step : LongestStep;
        var gain = trend < _threshold ? ThresholdDown : ThresholdUp;
        _threshold = Math.Clamp(_threshold + (gain * (trend - _threshold) * step.TotalMilliseconds), LeastThreshold, LargestThreshold);
    }

    private double Slope()
    {
        var (timeSum, delaySum) = (0.0, 0.0);
        for (var i = 0; i < WindowSize; i++)
        {
            timeSum += _times[i];
            delaySum += _delays[i];
        }

        var (timeMean, delayMean) = (timeSum / WindowSize, delaySum / WindowSize);
        var (above, below) = (0.0, 0.0);
        for (var i = 0; i < WindowSize; i++)
        {
            var time = _times[i] - timeMean;
            above += time * (_delays[i] - delayMean);
            below += time * time;
        }

        return below == 0 ? _slope : above / below;
    }
}
