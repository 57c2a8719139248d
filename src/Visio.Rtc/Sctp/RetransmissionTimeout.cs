namespace Visio.Rtc.Sctp;

/// <summary>How long to wait for an acknowledgement (RFC 9260 §6.3).</summary>
internal sealed class RetransmissionTimeout
{
    /// <summary>The first round trip of a path is rarely longer, and a lost INIT should not cost a second.</summary>
    public static readonly TimeSpan Initial = TimeSpan.FromMilliseconds(500);

    /// <summary>A peer may hold back its SACK for 200 ms: any less than twice that would send again what only was not yet acknowledged.</summary>
    public static readonly TimeSpan Minimum = TimeSpan.FromMilliseconds(400);

    /// <summary>Bounds how long a dead path goes unnoticed, and how long a path that comes back stays unused.</summary>
    public static readonly TimeSpan Maximum = TimeSpan.FromSeconds(10);

    private TimeSpan _smoothed;
    private TimeSpan _variation;

    public TimeSpan Value { get; private set; } = Initial;

    /// <summary>Takes a measured round trip of something that was sent once (RFC 9260 §6.3.1, rules C2, C3 and C5).</summary>
    public void Measure(TimeSpan roundTrip)
    {
        if (_smoothed == TimeSpan.Zero)
        {
            _smoothed = roundTrip;
            _variation = roundTrip / 2;
        }
        else
        {
            _variation = (_variation * 0.75) + ((_smoothed - roundTrip).Duration() * 0.25);
            _smoothed = (_smoothed * 0.875) + (roundTrip * 0.125);
        }

        Value = Clamp(_smoothed + (_variation * 4));
    }

    /// <summary>The timer expired (RFC 9260 §6.3.3, rule E2).</summary>
    public void BackOff() => Value = Clamp(Value * 2);

    private static TimeSpan Clamp(TimeSpan t) => t < Minimum ? Minimum : t > Maximum ? Maximum : t;
}
