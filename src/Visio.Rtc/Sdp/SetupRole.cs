namespace Visio.Rtc.Sdp;

/// <summary>Who starts the DTLS handshake, seen from the author of the description (RFC 4145 §4, RFC 8842 §5).</summary>
public enum SetupRole
{
    /// <summary>Either; the answerer chooses.</summary>
    ActPass,

    /// <summary>The author is the DTLS client.</summary>
    Active,

    /// <summary>The author is the DTLS server.</summary>
    Passive,

    /// <summary>Not now; of no use to WebRTC.</summary>
    HoldConn,
}
