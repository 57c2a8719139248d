namespace Visio.Rtc.Turn;

/// <summary>The attributes that TURN adds to STUN (RFC 8656 §18).</summary>
internal enum TurnAttribute : ushort
{
    ChannelNumber = 0x000C,
    Lifetime = 0x000D,
    XorPeerAddress = 0x0012,
    Data = 0x0013,
    XorRelayedAddress = 0x0016,
    RequestedAddressFamily = 0x0017,
    EvenPort = 0x0018,
    RequestedTransport = 0x0019,
    DontFragment = 0x001A,
    ReservationToken = 0x0022,
}
