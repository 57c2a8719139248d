using Visio.Rtc.Sctp;

namespace Visio.Rtc;

/// <summary>Something the owner of a peer has to know.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="Reason">Plain words for the log, for <see cref="RtcPeerEventKind.Failed"/>.</param>
/// <param name="Data">The data channel event, for <see cref="RtcPeerEventKind.Data"/>.</param>
public readonly record struct RtcPeerEvent(RtcPeerEventKind Kind, string? Reason, DataChannelEvent Data);
