using Visio.Rtc.Time;

namespace Visio.Sfu.Forwarding;

/// <summary>
/// Counts the frames of a stream and the freezes among them, as browsers define one (W3C Identifiers for WebRTC's Statistics API,
/// freezeCount): a gap of more than three times the mean, and more than 150 ms longer than it. A mutable struct, owned by one stream.
/// </summary>
internal struct FrameGaps
{
    private const int Multiple = 3;

    /// <summary>One gap counts as much as this many in the mean: a stream whose rate was lowered stands still for a moment, not for ever.</summary>
    private const int Memory = 10;

    private static readonly TimeSpan Least = TimeSpan.FromMilliseconds(150);

    private Instant _last;
    private TimeSpan _mean;
    private bool _isRunning;
    private int _frames;
    private int _freezes;
    private TimeSpan _frozen;

    /// <summary>A frame began.</summary>
    public void OnFrame(Instant now)
    {
        _frames++;
        if (_isRunning)
        {
            Observe(now - _last);
        }

        _isRunning = true;
        _last = now;
    }

    /// <summary>Nothing is to be expected until the next frame: what nobody wants does not stand still.</summary>
    public void Pause() => _isRunning = false;

    /// <summary>What was counted since the last call.</summary>
    public (int Frames, int Freezes, TimeSpan Frozen) Take()
    {
        var counted = (_frames, _freezes, _frozen);
        (_frames, _freezes, _frozen) = (0, 0, TimeSpan.Zero);
        return counted;
    }

    private void Observe(TimeSpan gap)
    {
        if (_mean > TimeSpan.Zero && gap > Multiple * _mean && gap > _mean + Least)
        {
            _freezes++;
            _frozen += gap;
        }

        _mean += _mean == TimeSpan.Zero ? gap : (gap - _mean) / Memory;
    }
}
