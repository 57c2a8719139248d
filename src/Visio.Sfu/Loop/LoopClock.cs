using Visio.Rtc.Time;

namespace Visio.Sfu.Loop;

/// <summary>The monotonic clock of a loop, and the civil time it started at.</summary>
internal sealed class LoopClock
{
    private readonly TimeProvider _time;
    private readonly long _origin;

    public LoopClock(TimeProvider time)
    {
        _time = time;
        _origin = time.GetTimestamp();
        WallClock = new(NtpTime.From(time.GetUtcNow().UtcDateTime));
    }

    /// <summary>Ties <see cref="Now"/> to civil time.</summary>
    public WallClock WallClock { get; }

    /// <summary>The present moment; read once per batch of datagrams.</summary>
    public Instant Now => new(_time.GetElapsedTime(_origin).Ticks);
}
