namespace Visio.Rtc.Sctp;

/// <summary>What the other side said in its INIT or INIT ACK (RFC 9260 §3.3.2).</summary>
/// <param name="Tag">The verification tag our packets to it carry.</param>
/// <param name="InitialTsn">The TSN of its first DATA chunk.</param>
/// <param name="Window">Its receive window, in bytes.</param>
/// <param name="OutboundStreams">How many streams it wants to send on.</param>
/// <param name="InboundStreams">How many streams it can receive on.</param>
/// <param name="SupportsForwardTsn">Whether it understands FORWARD TSN (RFC 3758).</param>
/// <param name="SupportsReConfig">Whether it understands RE-CONFIG (RFC 6525).</param>
internal readonly record struct PeerSetup(
    uint Tag,
    Tsn InitialTsn,
    uint Window,
    ushort OutboundStreams,
    ushort InboundStreams,
    bool SupportsForwardTsn,
    bool SupportsReConfig);
