using Visio.Rtc.Time;

namespace Visio.Rtc;

/// <summary>Receives decrypted media of a peer, synchronously, on the thread that called <see cref="RtcPeer.HandleDatagram{TSink}"/>.</summary>
/// <remarks>Implemented by structs, so that the hot path is compiled per implementation. The spans are valid during the call only.</remarks>
public interface IRtcSink
{
    /// <summary>One plain RTP packet; <paramref name="packet"/> may be changed in place.</summary>
    /// <returns>Why the packet went no further, or <see cref="DropReason.None"/>.</returns>
    DropReason OnRtp(RtcPeer peer, Span<byte> packet, Instant now);

    /// <summary>One plain compound RTCP packet.</summary>
    /// <returns>Why the packet had no effect, or <see cref="DropReason.None"/>.</returns>
    DropReason OnRtcp(RtcPeer peer, ReadOnlySpan<byte> packet, Instant now);
}
