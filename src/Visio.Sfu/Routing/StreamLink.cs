using Visio.Rtc;

namespace Visio.Sfu.Routing;

/// <summary>A TCP or TLS connection as the core sees it. Used on the loop's thread.</summary>
internal abstract class StreamLink(TransportAddress remote, StreamUse use)
{
    /// <summary>Where it comes from; its path is the connection.</summary>
    public TransportAddress Remote { get; } = remote;

    /// <summary>What is spoken on it.</summary>
    public StreamUse Use { get; } = use;

    /// <summary>The peer whose check was the first authentic one on it; nobody else's datagrams are taken from it.</summary>
    public PeerSession? Owner { get; set; }

    /// <summary>Sends a datagram, or drops it while the other side does not read.</summary>
    /// <returns>Whether it was taken.</returns>
    public abstract bool TrySend(ReadOnlySpan<byte> datagram);

    /// <summary>The other side has proved who it is: the limits for strangers end.</summary>
    public abstract void Trust();

    /// <summary>Ends the connection.</summary>
    public abstract void Close();
}
