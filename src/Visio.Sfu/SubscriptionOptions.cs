using Visio.Rtc.Rtp;

namespace Visio.Sfu;

/// <summary>A track we send to a peer, in the payload types and header extension ids that peer offered. Zero means: not negotiated.</summary>
public sealed record SubscriptionOptions
{
    /// <summary>The media section's identification.</summary>
    public required string Mid { get; init; }

    /// <summary>The SSRC we send with.</summary>
    public required uint Ssrc { get; init; }

    /// <summary>The SSRC we retransmit with (RFC 4588), or 0.</summary>
    public uint RtxSsrc { get; init; }

    /// <summary>The RTP payload type the subscriber knows the codec by.</summary>
    public required byte PayloadType { get; init; }

    /// <summary>The RTP payload type of retransmissions, or 0.</summary>
    public byte RtxPayloadType { get; init; }

    /// <summary>
    /// The RTP payload type under which the subscriber takes sound with redundancy (RFC 2198), or 0: then it gets each packet's newest block.
    /// </summary>
    public byte RedPayloadType { get; init; }

    /// <summary>Whether generic NACK was negotiated.</summary>
    public bool Nack { get; init; }

    /// <summary>The header extension ids of the section (RFC 8285).</summary>
    public required HeaderExtensionIds Extensions { get; init; }

    /// <summary>How long the subscriber is to hold pictures back; null to leave that to it.</summary>
    public PlayoutDelay? PlayoutDelay { get; init; }

    /// <summary>The canonical name in the sender's SDES, the same as in SDP (RFC 3550 §6.5.1).</summary>
    public required string Cname { get; init; }
}
