using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging;
using Visio.Rtc.Framing;

namespace Visio.LiveKit.Web;

/// <summary>
/// A port of the web server. The first byte of a connection is looked at and left where it is: what begins like HTTP or TLS goes to the web
/// server; of what begins like STUN the media server is given the socket itself, so that its packets take no detour.
/// </summary>
internal sealed class WebPortListener : IConnectionListener
{
    /// <summary>How long a connection may say nothing.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromMilliseconds(100);

    private readonly Socket _socket;
    private readonly IWebMedia _media;
    private readonly SocketConnectionContextFactory _connections;
    private readonly WebMemory _memory;
    private readonly SilentConnections _silent = new();
    private readonly Channel<ConnectionContext> _web = Channel.CreateUnbounded<ConnectionContext>(new() { SingleReader = true });
    private readonly CancellationTokenSource _end = new();

    /// <param name="socket">Listens already.</param>
    /// <param name="media">Takes media.</param>
    /// <param name="memory">What the web server itself writes its answers into.</param>
    /// <param name="logs">For the web server's connections.</param>
    public WebPortListener(Socket socket, IWebMedia media, IMemoryPoolFactory<byte> memory, ILoggerFactory logs)
    {
        _socket = socket;
        _media = media;
        _connections = new(new SocketConnectionFactoryOptions(), logs.CreateLogger<WebPortListener>());
        _memory = new(memory.Create());
        EndPoint = socket.LocalEndPoint!;
        _ = Task.Run(ListenAsync);
    }

    public EndPoint EndPoint { get; }

    public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default) =>
        await _web.Reader.WaitToReadAsync(cancellationToken) && _web.Reader.TryRead(out var connection) ? connection : null;

    public async ValueTask UnbindAsync(CancellationToken cancellationToken = default)
    {
        await _end.CancelAsync();
        _socket.Dispose();
        _web.Writer.TryComplete();
    }

    public async ValueTask DisposeAsync()
    {
        await UnbindAsync();
        while (_web.Reader.TryRead(out var connection))
        {
            await connection.DisposeAsync();
        }

        _connections.Dispose();
        _memory.Dispose();
    }

    private async Task ListenAsync()
    {
        while (!_end.IsCancellationRequested)
        {
            try
            {
                var accepted = await _socket.AcceptAsync(_end.Token);
                _ = SortAsync(accepted);
            }
            catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException)
            {
                return;
            }
            catch (SocketException)
            {
                // Reset before it was accepted, or no descriptor left: others may have more luck, a moment later.
                await Task.Delay(PauseAfterFailure);
            }
        }
    }

    private async Task SortAsync(Socket accepted)
    {
        try
        {
            switch (await FirstByteAsync(accepted))
            {
                case StreamProtocol.Http or StreamProtocol.Tls:
                    accepted.NoDelay = true;
                    var connection = _connections.Create(accepted);
                    connection.Features.Set<IMemoryPoolFeature>(_memory);
                    if (!_web.Writer.TryWrite(connection))
                    {
                        await connection.DisposeAsync();
                    }

                    break;
                case StreamProtocol.Undecided:
                    await _media.ServeAsync(accepted);
                    break;
                default:
                    accepted.Dispose();
                    break;
            }
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // Gone, or silent for too long, or one of too many.
            accepted.Dispose();
        }
    }

    /// <summary>What the first byte says; <see cref="StreamProtocol.Undecided"/> is ICE or TURN.</summary>
    private async Task<StreamProtocol> FirstByteAsync(Socket accepted)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(_end.Token);
        limit.CancelAfter(Patience);
        using var place = _silent.Add(accepted);
        var first = new byte[1];
        return await accepted.ReceiveAsync(first, SocketFlags.Peek, limit.Token) == 0 ? StreamProtocol.Unknown : FirstBytes.Decide(first);
    }
}
