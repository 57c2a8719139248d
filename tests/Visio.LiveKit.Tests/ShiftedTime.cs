namespace Visio.LiveKit.Tests;

/// <summary>The system's time, set forward as a test likes; timers run as usual.</summary>
internal sealed class ShiftedTime : TimeProvider
{
    private long _ticks;

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + TimeSpan.FromTicks(Interlocked.Read(ref _ticks));

    public void Advance(TimeSpan by) => Interlocked.Add(ref _ticks, by.Ticks);
}
