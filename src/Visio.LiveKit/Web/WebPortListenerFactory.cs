using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging;

namespace Visio.LiveKit.Web;

/// <summary>Opens the TCP ports of the web server so that media arrives on them too.</summary>
internal sealed class WebPortListenerFactory(IWebMedia media, IMemoryPoolFactory<byte> memory, ILoggerFactory logs) : IConnectionListenerFactory, IConnectionListenerFactorySelector
{
    private const int Backlog = 512;

    public bool CanBind(EndPoint endpoint) => endpoint is IPEndPoint && media.SharesPorts;

    public ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default)
    {
        var socket = SocketTransportOptions.CreateDefaultBoundListenSocket(endpoint);
        try
        {
            socket.Listen(Backlog);
            return ValueTask.FromResult<IConnectionListener>(new WebPortListener(socket, media, memory, logs));
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
