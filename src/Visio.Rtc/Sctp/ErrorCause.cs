namespace Visio.Rtc.Sctp;

/// <summary>The error causes we send (RFC 9260 §3.3.10).</summary>
internal enum ErrorCause : ushort
{
    InvalidStreamIdentifier = 1,
    StaleCookie = 3,
    OutOfResource = 4,
    UnrecognizedChunkType = 6,
    InvalidMandatoryParameter = 7,
    UnrecognizedParameters = 8,
    NoUserData = 9,
    UserInitiatedAbort = 12,
    ProtocolViolation = 13,
}
