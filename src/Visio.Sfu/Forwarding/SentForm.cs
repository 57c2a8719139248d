using Visio.Rtc.Codecs;

namespace Visio.Sfu.Forwarding;

/// <summary>How a packet was changed for one subscriber. Sent again, it has to be changed to the very same bytes (RFC 7714 §8.1).</summary>
internal struct SentForm
{
    // The larger fields come first: hundreds of these are kept for each stream.

    /// <summary>The decode targets the descriptor is to name as active; 0 to leave it as it came.</summary>
    public uint ActiveTargets;

    /// <summary>The running numbers of VP8 and VP9.</summary>
    public PictureNumbers Picture;

    /// <summary>The frame's number in the dependency descriptor.</summary>
    public ushort FrameNumber;

    /// <summary>How many decode targets there are.</summary>
    public byte TargetCount;

    /// <summary>Which earlier packets are sent along with this one of sound, a bit each (<see cref="RedundantSound.Choose"/>).</summary>
    public byte Redundant;

    /// <summary>Of a packet with redundancy: which block is sent, counted from the newest, 0; -1 for all of it.</summary>
    public sbyte Block;

    /// <summary>Nothing of the packet is sent, only padding in its place.</summary>
    public bool IsFill;

    /// <summary>Whether it ends a picture for this subscriber.</summary>
    public bool Marker;
}
