namespace Visio.Rtc.Stun;

/// <summary>The error codes that are sent or understood (RFC 8489 §14.8, RFC 8445 §7.3.1.1).</summary>
internal enum StunErrorCode : ushort
{
    None = 0,
    BadRequest = 400,
    Unauthenticated = 401,
    UnknownAttribute = 420,
    RoleConflict = 487,
}
