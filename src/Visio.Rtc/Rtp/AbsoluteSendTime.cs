using Visio.Rtc.Time;

namespace Visio.Rtc.Rtp;

/// <summary>The abs-send-time header extension: 24 bits of seconds as 6.18 fixed point; wraps every 64 s.</summary>
/// <param name="Value">0 to 2^24 - 1, in units of 2^-18 s (3.8 µs).</param>
public readonly record struct AbsoluteSendTime(uint Value)
{
    /// <summary>Bytes of the extension's value.</summary>
    public const int Length = 3;

    /// <summary>Converts a moment; the origin does not matter to receivers, which look at differences only.</summary>
    public static AbsoluteSendTime From(Instant now) =>
        new((uint)(((UInt128)(ulong)now.Ticks << 18) / TimeSpan.TicksPerSecond) & 0xFFFFFF);

    /// <summary>Reads a header extension's value.</summary>
    public static bool TryParse(ReadOnlySpan<byte> data, out AbsoluteSendTime time)
    {
        if (data.Length < Length)
        {
            time = default;
            return false;
        }

        time = new(((uint)data[0] << 16) | ((uint)data[1] << 8) | data[2]);
        return true;
    }

    /// <summary>Writes a header extension's value, <see cref="Length"/> bytes.</summary>
    public void Write(Span<byte> destination)
    {
        destination[0] = (byte)(Value >> 16);
        destination[1] = (byte)(Value >> 8);
        destination[2] = (byte)Value;
    }
}
