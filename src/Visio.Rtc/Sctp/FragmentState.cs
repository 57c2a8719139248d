namespace Visio.Rtc.Sctp;

/// <summary>Where a fragment stands that has a TSN and that the cumulative point has not passed.</summary>
internal enum FragmentState : byte
{
    InFlight,

    /// <summary>Counted as lost, waits to be sent again.</summary>
    Lost,

    /// <summary>Acknowledged by a gap block; the peer may still take that back (RFC 9260 §6.2).</summary>
    Acknowledged,

    /// <summary>Given up; a FORWARD TSN tells the peer (RFC 3758 §3.5).</summary>
    Abandoned,
}
