namespace Visio.Rtc.Rtp;

/// <summary>The fields of a fixed RTP header that a sender chooses (RFC 3550 §5.1).</summary>
/// <param name="Marker">The M bit: end of a frame for video, start of a talk spurt for audio.</param>
/// <param name="PayloadType">0 to 127.</param>
/// <param name="SequenceNumber">Increases by one per packet and wraps.</param>
/// <param name="Timestamp">In units of the payload's clock rate.</param>
/// <param name="Ssrc">The synchronization source.</param>
public readonly record struct RtpHeader(bool Marker, byte PayloadType, ushort SequenceNumber, uint Timestamp, uint Ssrc)
{
    /// <summary>The length of a header without contributing sources and extensions, in bytes.</summary>
    public const int FixedLength = 12;
}
