using System.Net.Sockets;

namespace Visio.LiveKit.Web;

/// <summary>The media server in this process takes it.</summary>
internal sealed class OwnWebMedia(LiveKitServer server) : IWebMedia
{
    public bool SharesPorts => server.SharesPorts;

    public Task ServeAsync(Socket socket) => server.WebConnections.ServeAsync(socket);

    public Task ServeAsync(Socket socket, Stream inside, ReadOnlyMemory<byte> received, CancellationToken end) =>
        server.WebConnections.ServeAsync(socket, inside, received, end);
}
