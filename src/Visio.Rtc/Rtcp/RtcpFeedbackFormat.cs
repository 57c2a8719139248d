namespace Visio.Rtc.Rtcp;

/// <summary>The values of <see cref="RtcpPacket.Count"/> in the feedback packet types (RFC 4585 §6.1).</summary>
public static class RtcpFeedbackFormat
{
    /// <summary>Generic NACK in transport feedback (RFC 4585 §6.2.1).</summary>
    public const byte Nack = 1;

    /// <summary>Transport-wide congestion control in transport feedback (draft-holmer-rmcat-transport-wide-cc-extensions-01 §3.1).</summary>
    public const byte TransportWide = 15;

    /// <summary>Picture loss indication in payload feedback (RFC 4585 §6.3.1).</summary>
    public const byte PictureLoss = 1;

    /// <summary>Full intra request in payload feedback (RFC 5104 §4.3.1).</summary>
    public const byte FullIntraRequest = 4;

    /// <summary>Application layer feedback in payload feedback; REMB is one (RFC 4585 §6.4, draft-alvestrand-rmcat-remb-03).</summary>
    public const byte Application = 15;
}
