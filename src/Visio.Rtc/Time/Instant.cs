namespace Visio.Rtc.Time;

/// <summary>A moment on the monotonic clock of one media loop, in ticks of 100 ns since that clock's arbitrary origin.</summary>
/// <remarks>Handed in by whoever owns the clock; nothing in this assembly reads one.</remarks>
public readonly record struct Instant(long Ticks) : IComparable<Instant>
{
    /// <summary>The origin of the clock.</summary>
    public static readonly Instant Zero = new(0);

    /// <summary>A deadline that never comes.</summary>
    public static readonly Instant Never = new(long.MaxValue);

    /// <summary>Whole milliseconds since the origin.</summary>
    public long Milliseconds => Ticks / TimeSpan.TicksPerMillisecond;

    /// <summary>Whole microseconds since the origin.</summary>
    public long Microseconds => Ticks / TimeSpan.TicksPerMicrosecond;

    /// <summary>The earlier of two moments.</summary>
    public static Instant Min(Instant a, Instant b) => a.Ticks <= b.Ticks ? a : b;

    /// <inheritdoc/>
    public int CompareTo(Instant other) => Ticks.CompareTo(other.Ticks);

    /// <summary>The moment <paramref name="d"/> later.</summary>
    public static Instant operator +(Instant t, TimeSpan d) => new(t.Ticks + d.Ticks);

    /// <summary>The moment <paramref name="d"/> earlier.</summary>
    public static Instant operator -(Instant t, TimeSpan d) => new(t.Ticks - d.Ticks);

    /// <summary>The time from <paramref name="b"/> to <paramref name="a"/>.</summary>
    public static TimeSpan operator -(Instant a, Instant b) => new(a.Ticks - b.Ticks);

    /// <summary>Whether <paramref name="a"/> comes before <paramref name="b"/>.</summary>
    public static bool operator <(Instant a, Instant b) => a.Ticks < b.Ticks;

    /// <summary>Whether <paramref name="a"/> comes after <paramref name="b"/>.</summary>
    public static bool operator >(Instant a, Instant b) => a.Ticks > b.Ticks;

    /// <summary>Whether <paramref name="a"/> does not come after <paramref name="b"/>.</summary>
    public static bool operator <=(Instant a, Instant b) => a.Ticks <= b.Ticks;

    /// <summary>Whether <paramref name="a"/> does not come before <paramref name="b"/>.</summary>
    public static bool operator >=(Instant a, Instant b) => a.Ticks >= b.Ticks;
}
