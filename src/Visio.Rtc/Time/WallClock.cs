namespace Visio.Rtc.Time;

/// <summary>Ties a loop's monotonic clock to civil time, once at start: sender reports need both (RFC 3550 §6.4.1).</summary>
/// <param name="AtZero">The NTP time at <see cref="Instant.Zero"/>.</param>
public readonly record struct WallClock(NtpTime AtZero)
{
    /// <summary>The NTP time at <paramref name="now"/>.</summary>
    public NtpTime At(Instant now) => AtZero + new TimeSpan(now.Ticks);
}
