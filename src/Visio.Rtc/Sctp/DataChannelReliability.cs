namespace Visio.Rtc.Sctp;

/// <summary>How hard a channel tries (RFC 8832 §5.1). At most one of the two limits is set; none means reliable.</summary>
/// <param name="Ordered">Whether messages are delivered in the order they were sent.</param>
/// <param name="MaxRetransmits">The most retransmissions of a message before it is abandoned (RFC 3758).</param>
/// <param name="MaxLifetime">The longest a message may take before it is abandoned (RFC 3758).</param>
public readonly record struct DataChannelReliability(bool Ordered = true, ushort? MaxRetransmits = null, TimeSpan? MaxLifetime = null)
{
    /// <summary>Reliable and in order.</summary>
    public DataChannelReliability()
        : this(Ordered: true)
    {
    }

    /// <summary>Whether every message arrives as long as the association lives.</summary>
    public bool IsReliable => MaxRetransmits is null && MaxLifetime is null;
}
