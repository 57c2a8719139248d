namespace Visio.Rtc.Rtcp;

/// <summary>The packet types a compound RTCP packet is made of (RFC 3550 §12.1, RFC 4585 §6.1).</summary>
public enum RtcpPacketType : byte
{
    /// <summary>SR: what a sender has sent, with its clock (RFC 3550 §6.4.1).</summary>
    SenderReport = 200,

    /// <summary>RR: what a receiver has received (RFC 3550 §6.4.2).</summary>
    ReceiverReport = 201,

    /// <summary>SDES: the sender's names (RFC 3550 §6.5).</summary>
    SourceDescription = 202,

    /// <summary>BYE: sources that have left (RFC 3550 §6.6).</summary>
    Goodbye = 203,

    /// <summary>APP (RFC 3550 §6.7).</summary>
    Application = 204,

    /// <summary>RTPFB: feedback about packets; see <see cref="RtcpFeedbackFormat"/> (RFC 4585 §6.2).</summary>
    TransportFeedback = 205,

    /// <summary>PSFB: feedback about the payload; see <see cref="RtcpFeedbackFormat"/> (RFC 4585 §6.3).</summary>
    PayloadFeedback = 206,

    /// <summary>XR: extended reports (RFC 3611).</summary>
    ExtendedReport = 207,
}
