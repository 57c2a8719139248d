using Visio.Rtc;

namespace Visio.Sfu;

/// <summary>A track a peer sends, as SDP negotiated it. Zero means: not negotiated.</summary>
public sealed record PublicationOptions
{
    /// <summary>Sound or pictures.</summary>
    public required MediaKind Kind { get; init; }

    /// <summary>The codec of <see cref="PayloadType"/>.</summary>
    public required MediaCodec Codec { get; init; }

    /// <summary>The media section's identification (RFC 8843 §15), by which a stream with unknown SSRC is found.</summary>
    public required string Mid { get; init; }

    /// <summary>The SSRC the offer announced, or 0 when it announced none.</summary>
    public uint Ssrc { get; init; }

    /// <summary>The SSRC of its retransmissions (RFC 4588), or 0.</summary>
    public uint RtxSsrc { get; init; }

    /// <summary>The RTP payload type of the codec.</summary>
    public required byte PayloadType { get; init; }

    /// <summary>The RTP payload type of retransmissions (RFC 4588), or 0.</summary>
    public byte RtxPayloadType { get; init; }

    /// <summary>The RTP payload type under which the same sound comes with redundancy (RFC 2198), or 0.</summary>
    public byte RedPayloadType { get; init; }

    /// <summary>The RTP clock, in Hz.</summary>
    public required int ClockRate { get; init; }

    /// <summary>Whether generic NACK was negotiated (RFC 4585 §6.2.1).</summary>
    public bool Nack { get; init; }

    /// <summary>The header extension ids of the section (RFC 8285).</summary>
    public required HeaderExtensionIds Extensions { get; init; }

    /// <summary>Whether it shows a screen: then sharp pictures count more than many.</summary>
    public bool IsScreen { get; init; }

    /// <summary>Whether a picture that stands still is a fault: sound has none, and a screen that does not change sends nothing.</summary>
    internal bool CountsFreezes => Kind == MediaKind.Video && !IsScreen;

    /// <summary>
    /// How many spatial layers the publisher announced for its one stream, 0 without. It may encode fewer of them; then the smallest are missing.
    /// </summary>
    public int SpatialLayers { get; init; }

    /// <summary>
    /// The simulcast layers by their restriction identifier (RFC 8853), best picture first; empty without simulcast. A publisher may
    /// pause any of them. Their SSRCs are not announced: streams are found by the rid header extensions.
    /// </summary>
    public IReadOnlyList<string> Rids { get; init; } = [];

    /// <summary>Whether a payload type is that of the track, with redundancy or without.</summary>
    internal bool IsMedia(byte payloadType) => payloadType == PayloadType || (RedPayloadType != 0 && payloadType == RedPayloadType);
}
