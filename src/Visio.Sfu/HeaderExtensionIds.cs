namespace Visio.Sfu;

/// <summary>The ids that the RTP header extensions we process have in one media section (RFC 8285 §5); 0 where not negotiated.</summary>
public readonly record struct HeaderExtensionIds
{
    /// <summary><c>urn:ietf:params:rtp-hdrext:sdes:mid</c> (RFC 8843 §15).</summary>
    public byte Mid { get; init; }

    /// <summary><c>urn:ietf:params:rtp-hdrext:ssrc-audio-level</c> (RFC 6464).</summary>
    public byte AudioLevel { get; init; }

    /// <summary><c>transport-wide-cc-extensions-01</c>.</summary>
    public byte TransportSequenceNumber { get; init; }

    /// <summary><c>abs-send-time</c>.</summary>
    public byte AbsoluteSendTime { get; init; }

    /// <summary><c>urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id</c> (RFC 8852 §3.1).</summary>
    public byte Rid { get; init; }

    /// <summary><c>urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id</c> (RFC 8852 §3.2).</summary>
    public byte RepairedRid { get; init; }

    /// <summary>The dependency descriptor (RTP Payload Format for AV1, appendix A). Negotiated for sending only with the two-byte form.</summary>
    public byte DependencyDescriptor { get; init; }

    /// <summary><c>playout-delay</c>; for sending only.</summary>
    public byte PlayoutDelay { get; init; }
}
