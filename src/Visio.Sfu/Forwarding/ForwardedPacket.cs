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

    /// <summary>For VP8.</summary>
    public Vp8Descriptor Vp8;

    /// <summary>Where the payload begins in the stored packet.</summary>
    public int PayloadOffset;

    /// <summary>Bytes of payload; 0 for a packet of padding that came too late to be left out.</summary>
    public int PayloadLength;
}
