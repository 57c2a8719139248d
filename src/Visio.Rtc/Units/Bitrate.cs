namespace Visio.Rtc.Units;

/// <summary>A rate in bits per second.</summary>
public readonly record struct Bitrate(long BitsPerSecond)
{
    /// <summary>No data at all.</summary>
    public static readonly Bitrate Zero = new(0);

    /// <summary>The rate that carries <paramref name="bytes"/> in <paramref name="time"/>; zero when no time has passed.</summary>
    public static Bitrate Over(long bytes, TimeSpan time) =>
        time <= TimeSpan.Zero ? Zero : new((long)(bytes * 8 / time.TotalSeconds));
}
