namespace Visio.Rtc;

/// <summary>The kinds of <see cref="RtcPeerEvent"/>.</summary>
public enum RtcPeerEventKind
{
    /// <summary>ICE and DTLS are up: media can flow in both directions.</summary>
    Connected,

    /// <summary>The selected remote address changed (NAT rebinding or another network, RFC 8445 §7.3).</summary>
    AddressChanged,

    /// <summary>Nothing was heard from the peer for the consent time (RFC 7675 §5.1); it may still come back.</summary>
    Disconnected,

    /// <summary>The peer was heard again after <see cref="Disconnected"/>.</summary>
    Reconnected,

    /// <summary>The transport is gone for good: handshake failed, fingerprint wrong, close_notify received, or silence for too long.</summary>
    Failed,

    /// <summary>Something happened on a data channel: see <see cref="RtcPeerEvent.Data"/>.</summary>
    Data,
}
