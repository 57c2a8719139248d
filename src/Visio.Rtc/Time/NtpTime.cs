namespace Visio.Rtc.Time;

/// <summary>An NTP timestamp: seconds since 1900 as 32.32 fixed point (RFC 3550 §4, RFC 5905 §6).</summary>
public readonly record struct NtpTime(ulong Value)
{
    private static readonly DateTime Epoch = new(1900, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    /// <summary>The middle 32 bits, 16.16 seconds, as LSR, DLSR and round-trip arithmetic use them (RFC 3550 §6.4.1).</summary>
    public uint Compact => (uint)(Value >> 16);

    /// <summary>Converts from the civil clock, in UTC.</summary>
    public static NtpTime From(DateTime utc) => new(Fixed((utc - Epoch).Ticks));

    /// <summary>This moment <paramref name="d"/> later.</summary>
    public static NtpTime operator +(NtpTime t, TimeSpan d) =>
        d >= TimeSpan.Zero ? new(t.Value + Fixed(d.Ticks)) : new(t.Value - Fixed(-d.Ticks));

    private static ulong Fixed(long ticks) =>
        (ulong)(((UInt128)(ulong)ticks << 32) / TimeSpan.TicksPerSecond);
}
