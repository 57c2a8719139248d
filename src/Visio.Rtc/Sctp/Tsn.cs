namespace Visio.Rtc.Sctp;

/// <summary>A transmission sequence number; compared and advanced modulo 2^32 (RFC 9260 §1.6).</summary>
internal readonly record struct Tsn(uint Value)
{
    public static Tsn operator +(Tsn t, uint n) => new(t.Value + n);

    public static Tsn operator -(Tsn t, uint n) => new(t.Value - n);

    /// <summary>How many steps <paramref name="a"/> lies after <paramref name="b"/>; negative when it lies before.</summary>
    public static int operator -(Tsn a, Tsn b) => (int)(a.Value - b.Value);

    public static bool operator <(Tsn a, Tsn b) => a - b < 0;

    public static bool operator >(Tsn a, Tsn b) => a - b > 0;

    public static bool operator <=(Tsn a, Tsn b) => a - b <= 0;

    public static bool operator >=(Tsn a, Tsn b) => a - b >= 0;
}
