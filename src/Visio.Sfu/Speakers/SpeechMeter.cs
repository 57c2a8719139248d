using Visio.Rtc.Rtp;
using Visio.Rtc.Time;

namespace Visio.Sfu.Speakers;

/// <summary>
/// How much one track sounds like someone speaking, from the levels its packets declare (RFC 6464). A window of observed sound counts
/// only when enough of it was loud, so a slammed door is not speech; windows are smoothed, so a breath does not end it.
/// </summary>
internal sealed class SpeechMeter
{
    /// <summary>Attenuation up to which a packet counts as loud, in dB.</summary>
    private const int ActiveAttenuation = 35;

    /// <summary>Observed sound per evaluation.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromMilliseconds(400);
    private static readonly TimeSpan LeastActive = Window * 0.4;

    /// <summary>Silence on the wire after which the track is silent: two windows.</summary>
    private static readonly TimeSpan Stale = Window * 2;

    /// <summary>Weight of the newest window in a moving average over two.</summary>
    private const double Smoothing = 2.0 / (2 + 1);
    private static readonly double Threshold = Linear(ActiveAttenuation);

    private TimeSpan _observed;
    private TimeSpan _active;
    private int _loudest = 127;
    private double _smoothed;
    private Instant _lastObserved;

    /// <summary>Takes the level of <paramref name="duration"/> of sound.</summary>
    public void Observe(AudioLevel level, TimeSpan duration, Instant now)
    {
        _lastObserved = now;
        _observed += duration;
        if (level.Attenuation <= ActiveAttenuation)
        {
            _active += duration;
            _loudest = Math.Min(_loudest, level.Attenuation);
        }

        if (_observed >= Window)
        {
            _smoothed += (WindowLevel() - _smoothed) * Smoothing;
            StartWindow();
        }
    }

    /// <summary>The smoothed level from 0 to 1, and whether it counts as speech.</summary>
    public (double Level, bool Speaking) Read(Instant now)
    {
        if (now - _lastObserved > Stale)
        {
            Reset();
        }

        return (_smoothed, _smoothed >= Threshold);
    }

    /// <summary>Forgets everything, as when the track is muted.</summary>
    public void Reset()
    {
        _smoothed = 0;
        StartWindow();
    }

    private double WindowLevel() =>
        _active < LeastActive ? 0 : Linear(_loudest - (20 * Math.Log10(Math.Min(1, _active / Window))));

    private static double Linear(double attenuation) => Math.Pow(10, -attenuation / 20);

    private void StartWindow()
    {
        _observed = TimeSpan.Zero;
        _active = TimeSpan.Zero;
        _loudest = 127;
    }
}
