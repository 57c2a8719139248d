namespace Visio.Sfu.Routing;

/// <summary>Takes a full batch away: a UDP socket in production, a virtual network in tests.</summary>
internal abstract class DatagramSender
{
    /// <summary>The batch to fill.</summary>
    public DatagramBatch Outgoing { get; } = new();

    /// <summary>Sends what is in <see cref="Outgoing"/> and empties it. What the network does not take is lost, as datagrams are.</summary>
    public abstract void Send();
}
