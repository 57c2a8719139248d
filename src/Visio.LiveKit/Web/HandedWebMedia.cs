using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using Visio.Sfu.Loop;

namespace Visio.LiveKit;

/// <summary>
/// Hands connections to the ports of the web over to a media server in another process, which listens with <see cref="HandedConnections"/>: the
/// socket itself, or what is inside TLS byte by byte. Any thread.
/// </summary>
/// <param name="path">The Unix socket of that process.</param>
/// <param name="sharesPorts">Whether the ports of the web take media.</param>
public sealed class HandedWebMedia(string path, bool sharesPorts) : IWebMedia
{
    internal const byte PassedSocket = (byte)'S';
    internal const byte InsideTls = (byte)'T';

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <inheritdoc/>
    public bool SharesPorts => sharesPorts;

    /// <inheritdoc/>
    public async Task ServeAsync(Socket socket)
    {
        using (socket)
        {
            try
            {
                using var other = await ConnectAsync();
                SocketPassing.Send(other, PassedSocket, socket);
            }
            catch (Exception e) when (e is SocketException or OperationCanceledException)
            {
                // The media server is just being started anew: the client tries again.
            }
        }
    }

    /// <inheritdoc/>
    public async Task ServeAsync(Socket socket, Stream inside, ReadOnlyMemory<byte> received, CancellationToken end)
    {
        if (socket.RemoteEndPoint is not IPEndPoint remote)
        {
            return;
        }

        try
        {
            using var other = await ConnectAsync();
            await using var stream = new NetworkStream(other);
            await stream.WriteAsync(Introduction(remote), end);
            await stream.WriteAsync(received, end);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(end);
            var (up, down) = (inside.CopyToAsync(stream, either.Token), stream.CopyToAsync(inside, either.Token));
            await Task.WhenAny(up, down);
            await either.CancelAsync();
            await Task.WhenAll(up, down);
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // One of the two is gone.
        }
        finally
        {
            await inside.DisposeAsync();
        }
    }

    private static byte[] Introduction(IPEndPoint remote)
    {
        var address = remote.Address.MapToIPv6().GetAddressBytes();
        var introduction = new byte[HandedConnections.IntroductionLength];
        introduction[0] = InsideTls;
        BinaryPrimitives.WriteUInt16BigEndian(introduction.AsSpan(1), (ushort)remote.Port);
        address.CopyTo(introduction, 3);
        return introduction;
    }

    private async Task<Socket> ConnectAsync()
    {
        var other = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            using var limit = new CancellationTokenSource(Patience);
            await other.ConnectAsync(new UnixDomainSocketEndPoint(path), limit.Token);
            return other;
        }
        catch
        {
            other.Dispose();
            throw;
        }
    }
}
