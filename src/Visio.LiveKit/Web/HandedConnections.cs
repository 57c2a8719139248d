using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using Visio.Sfu.Loop;

namespace Visio.LiveKit;

/// <summary>Where the media server takes connections that another process, with the ports of the web, hands over by <see cref="HandedWebMedia"/>.</summary>
public sealed class HandedConnections : IDisposable
{
    /// <summary>What it is, the client's port, and its address as one of IPv6.</summary>
    internal const int IntroductionLength = 1 + 2 + 16;

    private const int Backlog = 512;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromMilliseconds(100);

    private readonly Socket _socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly LiveKitServer _server;
    private readonly CancellationTokenSource _end = new();

    /// <summary>Listens from now on.</summary>
    /// <param name="path">A Unix socket that does not exist yet, in a folder that nobody else enters.</param>
    /// <param name="server">Serves what is handed over.</param>
    public HandedConnections(string path, LiveKitServer server)
    {
        _server = server;
        _socket.Bind(new UnixDomainSocketEndPoint(path));
        _socket.Listen(Backlog);
        _ = Task.Run(ListenAsync);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _end.Cancel();
        _socket.Dispose();
        _end.Dispose();
    }

    private async Task ListenAsync()
    {
        var end = _end.Token;
        while (!end.IsCancellationRequested)
        {
            try
            {
                var other = await _socket.AcceptAsync(end);
                _ = ServeAsync(other, end);
            }
            catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException)
            {
                return;
            }
            catch (SocketException)
            {
                await Task.Delay(PauseAfterFailure, CancellationToken.None);
            }
        }
    }

    private async Task ServeAsync(Socket other, CancellationToken end)
    {
        try
        {
            using (other)
            {
                using var limit = CancellationTokenSource.CreateLinkedTokenSource(end);
                limit.CancelAfter(Patience);

                // Waits, and takes nothing: what comes with the first byte is not for ordinary reading.
                await other.ReceiveAsync(Memory<byte>.Empty, limit.Token);
                if (SocketPassing.Receive(other, out var kind) is { } passed)
                {
                    await _server.WebConnections.ServeAsync(passed);
                }
                else if (kind == HandedWebMedia.InsideTls)
                {
                    var stream = new NetworkStream(other);
                    var introduction = new byte[IntroductionLength];
                    await stream.ReadExactlyAsync(introduction.AsMemory(1), limit.Token);
                    var address = new IPAddress(introduction.AsSpan(3));
                    var remote = new IPEndPoint(
                        address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address, BinaryPrimitives.ReadUInt16BigEndian(introduction.AsSpan(1)));
                    await _server.WebConnections.ServeAsync(stream, remote, default, end);
                }
            }
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // Gone, or silent.
        }
    }
}
