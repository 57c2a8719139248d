using Visio.Rtc;
using Visio.Rtc.Time;

namespace Visio.Sfu.Routing;

/// <summary>Leads a peer's decrypted media to its <see cref="PeerMedia"/>; a struct, so that the path is compiled without a virtual call.</summary>
internal readonly struct PeerSink(PeerMedia media) : IRtcSink
{
    public DropReason OnRtp(RtcPeer peer, Span<byte> packet, Instant now) => media.OnRtp(packet, now);

    public DropReason OnRtcp(RtcPeer peer, ReadOnlySpan<byte> packet, Instant now) => media.OnRtcp(packet, now);
}
