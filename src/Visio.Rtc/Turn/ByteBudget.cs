using Visio.Rtc.Time;

namespace Visio.Rtc.Turn;

/// <summary>A token bucket: so many bytes per second, and twice as many at once.</summary>
internal struct ByteBudget(int bytesPerSecond)
{
    private long _left = 2L * bytesPerSecond;
    private Instant _at = Instant.Zero;

    public bool TryTake(int bytes, Instant now)
    {
        var most = 2L * bytesPerSecond;
        var elapsed = Math.Clamp((now - _at).Ticks, 0, 2 * TimeSpan.TicksPerSecond);
        var gained = elapsed * bytesPerSecond / TimeSpan.TicksPerSecond;
        if (gained > 0)
        {
            _left = Math.Min(_left + gained, most);
            _at = now;
        }

        if (_left < bytes)
        {
            return false;
        }

        _left -= bytes;
        return true;
    }
}
