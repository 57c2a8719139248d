namespace Visio.Rtc.Stun;

/// <summary>The error codes that are sent or understood (RFC 8489 §14.8, RFC 8445 §7.3.1.1, RFC 8656 §19).</summary>
internal enum StunErrorCode : ushort
{
    None = 0,
    BadRequest = 400,
    Unauthenticated = 401,
    Forbidden = 403,
    UnknownAttribute = 420,
    AllocationMismatch = 437,
    StaleNonce = 438,
    AddressFamilyNotSupported = 440,
    WrongCredentials = 441,
    UnsupportedTransport = 442,
    PeerAddressFamilyMismatch = 443,
    AllocationQuotaReached = 486,
    RoleConflict = 487,
    InsufficientCapacity = 508,
}
