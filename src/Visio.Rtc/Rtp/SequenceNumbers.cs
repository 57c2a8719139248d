namespace Visio.Rtc.Rtp;

/// <summary>Arithmetic of 16-bit numbers that wrap (RFC 1982, RFC 3550 §A.1).</summary>
public static class SequenceNumbers
{
    /// <summary>How far <paramref name="to"/> lies ahead of <paramref name="from"/> on the shorter way round: -32768 to 32767.</summary>
    public static int Distance(ushort from, ushort to) => (short)(to - from);

    /// <summary>Whether <paramref name="a"/> comes after <paramref name="b"/>.</summary>
    public static bool IsNewer(ushort a, ushort b) => Distance(b, a) > 0;
}
