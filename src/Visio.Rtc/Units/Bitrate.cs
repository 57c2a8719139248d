namespace Visio.Rtc.Units;

/// <summary>A rate in bits per second.</summary>
public readonly record struct Bitrate(long BitsPerSecond) : IComparable<Bitrate>
{
    /// <summary>No data at all.</summary>
    public static readonly Bitrate Zero = new(0);

    /// <summary>The rate that carries <paramref name="bytes"/> in <paramref name="time"/>; zero when no time has passed.</summary>
    public static Bitrate Over(long bytes, TimeSpan time) =>
        time <= TimeSpan.Zero ? Zero : new((long)(bytes * 8 / time.TotalSeconds));

    /// <summary>The lower of two rates.</summary>
    public static Bitrate Min(Bitrate a, Bitrate b) => a.BitsPerSecond <= b.BitsPerSecond ? a : b;

    /// <summary>The higher of two rates.</summary>
    public static Bitrate Max(Bitrate a, Bitrate b) => a.BitsPerSecond >= b.BitsPerSecond ? a : b;

    /// <summary>How many bytes it carries in <paramref name="time"/>.</summary>
    public long BytesIn(TimeSpan time) => (long)(BitsPerSecond / 8.0 * time.TotalSeconds);

    /// <inheritdoc/>
    public int CompareTo(Bitrate other) => BitsPerSecond.CompareTo(other.BitsPerSecond);

    /// <summary>The sum of two rates.</summary>
    public static Bitrate operator +(Bitrate a, Bitrate b) => new(a.BitsPerSecond + b.BitsPerSecond);

    /// <summary>What <paramref name="a"/> is above <paramref name="b"/>; may be negative.</summary>
    public static Bitrate operator -(Bitrate a, Bitrate b) => new(a.BitsPerSecond - b.BitsPerSecond);

    /// <summary>A multiple.</summary>
    public static Bitrate operator *(Bitrate rate, double factor) => new((long)(rate.BitsPerSecond * factor));

    /// <summary>Whether <paramref name="a"/> is lower than <paramref name="b"/>.</summary>
    public static bool operator <(Bitrate a, Bitrate b) => a.BitsPerSecond < b.BitsPerSecond;

    /// <summary>Whether <paramref name="a"/> is higher than <paramref name="b"/>.</summary>
    public static bool operator >(Bitrate a, Bitrate b) => a.BitsPerSecond > b.BitsPerSecond;

    /// <summary>Whether <paramref name="a"/> is not higher than <paramref name="b"/>.</summary>
    public static bool operator <=(Bitrate a, Bitrate b) => a.BitsPerSecond <= b.BitsPerSecond;

    /// <summary>Whether <paramref name="a"/> is not lower than <paramref name="b"/>.</summary>
    public static bool operator >=(Bitrate a, Bitrate b) => a.BitsPerSecond >= b.BitsPerSecond;
}
