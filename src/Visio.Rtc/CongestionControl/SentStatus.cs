namespace Visio.Rtc.CongestionControl;

/// <summary>What became of a packet, as far as reports say.</summary>
internal enum SentStatus : byte
{
    /// <summary>Nothing was sent in this place.</summary>
    None,

    /// <summary>Not reported on yet.</summary>
    UnderWay,

    /// <summary>Reported as missing; it may still be late.</summary>
    Missing,

    /// <summary>It has arrived.</summary>
    Arrived,
}
