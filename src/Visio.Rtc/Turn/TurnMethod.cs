namespace Visio.Rtc.Turn;

/// <summary>The methods of TURN (RFC 8656 §17).</summary>
internal enum TurnMethod : ushort
{
    Allocate = 0x003,
    Refresh = 0x004,
    Send = 0x006,
    Data = 0x007,
    CreatePermission = 0x008,
    ChannelBind = 0x009,
}
