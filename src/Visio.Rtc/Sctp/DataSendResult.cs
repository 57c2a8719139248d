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

    /// <summary>The send buffer is full.</summary>
    BufferFull,
}
