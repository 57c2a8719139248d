namespace Visio.Rtc.Sctp;

/// <summary>The kinds of <see cref="DataChannelEvent"/>.</summary>
public enum DataChannelEventKind
{
    /// <summary>The association is up.</summary>
    Connected,

    /// <summary>The other side opened a channel, or acknowledged ours.</summary>
    Opened,

    /// <summary>A whole message arrived.</summary>
    Message,

    /// <summary>A channel was closed by the other side, or our closing is complete.</summary>
    Closed,

    /// <summary>The association is gone: aborted, or its retransmissions ran out.</summary>
    Aborted,
}
