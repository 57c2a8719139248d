namespace Visio.Rtc.Framing;

/// <summary>What is spoken on a connection to a port that several protocols have in common.</summary>
public enum StreamProtocol
{
    /// <summary>More bytes are needed.</summary>
    Undecided,

    /// <summary>A handshake of TLS (RFC 8446 §5.1); what is inside shows after it.</summary>
    Tls,

    /// <summary>HTTP/1.1, or HTTP/2 with its preface (RFC 9112 §3, RFC 9113 §3.4).</summary>
    Http,

    /// <summary>ICE over TCP (RFC 6544): STUN in frames of RFC 4571.</summary>
    Ice,

    /// <summary>TURN, or STUN without frames (RFC 8656 §2.1, RFC 8489 §6.2.2).</summary>
    Turn,

    /// <summary>Nothing that is served.</summary>
    Unknown,
}
