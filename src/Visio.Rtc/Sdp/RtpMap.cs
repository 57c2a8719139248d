namespace Visio.Rtc.Sdp;

/// <summary>An <c>a=rtpmap</c> line (RFC 8866 §6.6).</summary>
/// <param name="PayloadType">0 to 127.</param>
/// <param name="Codec">The encoding's name; compared without case.</param>
/// <param name="ClockRate">In Hz.</param>
/// <param name="Channels">Channels of sound, or 0 when not stated, which means 1 for sound.</param>
public sealed record RtpMap(byte PayloadType, string Codec, int ClockRate, int Channels)
{
    /// <summary>Whether this is the codec of that name and clock rate.</summary>
    public bool Is(string codec, int clockRate) => ClockRate == clockRate && Codec.Equals(codec, StringComparison.OrdinalIgnoreCase);
}
