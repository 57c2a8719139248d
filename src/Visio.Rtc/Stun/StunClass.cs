namespace Visio.Rtc.Stun;

/// <summary>The class bits of a STUN message type, as they stand in the type field (RFC 8489 §5).</summary>
internal enum StunClass : ushort
{
    Request = 0x0000,
    Indication = 0x0010,
    Success = 0x0100,
    Error = 0x0110,
}
