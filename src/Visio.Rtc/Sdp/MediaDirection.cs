namespace Visio.Rtc.Sdp;

/// <summary>In which direction media flows, seen from the author of the description (RFC 8866 §6.7).</summary>
public enum MediaDirection
{
    /// <summary>Both ways.</summary>
    SendRecv,

    /// <summary>The author only sends.</summary>
    SendOnly,

    /// <summary>The author only receives.</summary>
    RecvOnly,

    /// <summary>Neither way.</summary>
    Inactive,
}
