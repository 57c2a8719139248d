namespace Visio.Rtc.Sctp;

/// <summary>The states of an association (RFC 9260 §4).</summary>
internal enum AssociationState
{
    Closed,
    CookieWait,
    CookieEchoed,
    Established,
    ShutdownPending,
    ShutdownSent,
    ShutdownReceived,
    ShutdownAckSent,
}
