using Visio.Rtc.Codecs;
using Visio.Rtc.Rtp;

namespace Visio.Sfu.Forwarding;

/// <summary>What all subscribers need to know of a publisher's packet; read once, when it arrives. Its bytes lie in the publication's store.</summary>
internal struct ForwardedPacket
{
    /// <summary>Its place in the publication's stream, unwrapped; the key of the store. Goes on across a change of the SSRC.</summary>
    public long Number;

    /// <summary>The same without holes for packets that are not forwarded.</summary>
    public long DenseNumber;

    public uint Timestamp;
    public bool Marker;

    /// <summary>Whether a decoder can begin here: every audio packet, and the first packet of a key frame.</summary>
    public bool CanStart;

    public bool HasAudioLevel;
    public AudioLevel AudioLevel;

    /// <summary>Whether the payload is sound with redundancy (RFC 2198).</summary>
    public bool IsRed;

    /// <summary>For VP8.</summary>
    public Vp8Descriptor Vp8;

    /// <summary>For VP9.</summary>
    public Vp9Descriptor Vp9;

    /// <summary>Where the dependency descriptor begins in the stored packet.</summary>
    public int DescriptorOffset;

    /// <summary>Bytes of the dependency descriptor; 0 without one.</summary>
    public int DescriptorLength;

    /// <summary>What it says; empty when it could not be understood.</summary>
    public DependencyDescriptor Dependencies;

    /// <summary>Where the payload begins in the stored packet.</summary>
    public int PayloadOffset;

    /// <summary>Bytes of payload; 0 for a packet of padding that came too late to be left out.</summary>
    public int PayloadLength;

    /// <summary>The temporal layer, or -1 when the codec does not say.</summary>
    public readonly int TemporalLayer =>
        Vp8.Length > 0 ? Vp8.TemporalLayer : Vp9.Length > 0 ? Vp9.TemporalLayer : Dependencies.Structure is not null ? Dependencies.TemporalLayer : -1;

    /// <summary>The spatial layer within the stream, or -1 when the codec does not say.</summary>
    public readonly int SpatialLayer =>
        Vp9.Length > 0 ? Vp9.SpatialLayer : Dependencies.Structure is not null ? Dependencies.SpatialLayer : -1;

    /// <summary>Whether a picture begins here: the first packet of its lowest layer.</summary>
    public readonly bool IsPictureStart =>
        Vp8.IsFrameStart || (Vp9.IsFrameStart && Vp9.SpatialLayer <= 0)
        || (Vp9.Length == 0 && Dependencies is { IsFrameStart: true, SpatialLayer: 0, Structure: not null });
}
