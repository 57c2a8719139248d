using System.Net.Sockets;

namespace Visio.LiveKit;

/// <summary>Takes what comes to the ports of the web and is neither HTTP nor TLS: ICE and TURN. Any thread.</summary>
public interface IWebMedia
{
    /// <summary>Whether the ports of the web take media.</summary>
    bool SharesPorts { get; }

    /// <summary>Serves a connection of which nothing was read, or has it served; the caller lets go of it.</summary>
    Task ServeAsync(Socket socket);

    /// <summary>Serves what is inside TLS until it ends, and closes it.</summary>
    /// <param name="socket">The connection, which is not read here.</param>
    /// <param name="inside">What is read and written.</param>
    /// <param name="received">What has been read of it already.</param>
    /// <param name="end">Ends the connection.</param>
    Task ServeAsync(Socket socket, Stream inside, ReadOnlyMemory<byte> received, CancellationToken end);
}
