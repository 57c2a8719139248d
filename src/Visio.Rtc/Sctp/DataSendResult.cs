namespace Visio.Rtc.Sctp;

/// <summary>What became of a message that was to be sent.</summary>
public enum DataSendResult
{
    /// <summary>It is queued and will be sent.</summary>
    Queued,

    /// <summary>No such channel, or it is closing.</summary>
    ChannelClosed,

    /// <summary>Larger than the other side accepts.</summary>
    TooLarge,

    /// <summary>The send buffer is full: a reliable channel would lose this message.</summary>
    BufferFull,

    /// <summary>Given up on a channel that may lose messages, since too much waits already.</summary>
    Dropped,
}
