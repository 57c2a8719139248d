namespace Visio.Sfu;

/// <summary>
/// Memory that the media of rooms takes, in bytes: buffers exactly, objects and what OpenSSL keeps as measured once. Signalling is not in it.
/// </summary>
/// <param name="Connections">Peer connections: transport, keys, data channels, what is remembered of sent packets until it is reported on.</param>
/// <param name="Publications">Tracks received: above all the packets kept to be sent again.</param>
/// <param name="Subscriptions">Tracks sent: above all what is remembered of each packet to send it again.</param>
public readonly record struct MemoryTotals(long Connections, long Publications, long Subscriptions)
{
    /// <summary>All of it.</summary>
    public long Sum => Connections + Publications + Subscriptions;

    /// <summary>Adds.</summary>
    public static MemoryTotals operator +(MemoryTotals a, MemoryTotals b) =>
        new(a.Connections + b.Connections, a.Publications + b.Publications, a.Subscriptions + b.Subscriptions);
}
