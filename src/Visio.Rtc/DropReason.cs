namespace Visio.Rtc;

/// <summary>Why an incoming datagram had no further effect. Every early exit of the packet path names one, and each is counted.</summary>
public enum DropReason
{
    /// <summary>Not dropped.</summary>
    None,

    /// <summary>Empty, or the first byte belongs to no protocol of RFC 7983 §7.</summary>
    UnknownProtocol,

    /// <summary>From an address no peer is known by, and not a STUN request that names one.</summary>
    UnknownPeer,

    /// <summary>A STUN message that does not parse (RFC 8489 §6.3).</summary>
    StunMalformed,

    /// <summary>A STUN message whose username, integrity or fingerprint is wrong (RFC 8489 §9.1.3).</summary>
    StunUnauthenticated,

    /// <summary>A connectivity check that is authentic and yet refused: an unknown required attribute, or the wrong ICE role.</summary>
    StunRefused,

    /// <summary>DTLS before ICE has validated the address, or after the transport has closed.</summary>
    DtlsUnexpected,

    /// <summary>DTLS that OpenSSL refused.</summary>
    DtlsInvalid,

    /// <summary>RTP or RTCP before the SRTP keys exist.</summary>
    SrtpNotReady,

    /// <summary>SRTP or SRTCP whose authentication tag is wrong (RFC 3711 §3.3).</summary>
    SrtpUnauthenticated,

    /// <summary>SRTP or SRTCP seen before, or older than the replay window (RFC 3711 §3.3.2).</summary>
    SrtpReplayed,

    /// <summary>Too short to be SRTP or SRTCP.</summary>
    SrtpMalformed,

    /// <summary>SRTP or SRTCP of a new SSRC when the session has as many as it keeps state for.</summary>
    SrtpTooManyStreams,

    /// <summary>RTP that does not parse (RFC 3550 §5.1).</summary>
    RtpMalformed,

    /// <summary>RTCP that does not parse (RFC 3550 §6.1).</summary>
    RtcpMalformed,

    /// <summary>RTP of a stream nobody announced.</summary>
    RtpUnknownStream,

    /// <summary>RTP with a payload type that was not negotiated for its section.</summary>
    RtpUnknownPayloadType,

    /// <summary>An RTP packet that was received already, or came too late to be forwarded.</summary>
    RtpDuplicate,

    /// <summary>RTP that carries padding only (RFC 3550 §5.1); it counts for congestion control and goes no further.</summary>
    RtpPaddingOnly,

    /// <summary>What came to the TURN port and is neither a message of TURN nor channel data (RFC 8656 §5, §12.4).</summary>
    TurnMalformed,

    /// <summary>A request to TURN without good credentials for a session that is there, or with a nonce that has ended.</summary>
    TurnUnauthenticated,

    /// <summary>What TURN does not do: no allocation, no permission, an address that is not the media server's, or a method not served.</summary>
    TurnRefused,

    /// <summary>More than a TURN allocation may carry, or a stranger may be answered.</summary>
    TurnOverQuota,

    /// <summary>What another media loop was to get, which is far behind with what it got before.</summary>
    RelayFull,
}
