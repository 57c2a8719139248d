namespace Visio.Sfu.Relaying;

/// <summary>What one loop gives another.</summary>
internal enum RelayKind : byte
{
    /// <summary>An RTP packet of a publication, as it was received.</summary>
    Packet,

    /// <summary>A sender report of one of its layers (RFC 3550 §6.4.1).</summary>
    Report,

    /// <summary>A datagram that came through a TURN allocation.</summary>
    Arrived,

    /// <summary>A datagram to be sent through a TURN allocation.</summary>
    Leaving,
}
