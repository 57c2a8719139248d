using System.Buffers.Binary;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;

namespace Visio.Server.Doctor.Outside;

/// <summary>A way on which STUN is asked: UDP, or a stream with or without the frames of ICE over TCP.</summary>
internal sealed class StunPath : IDisposable
{
    private const int MaxMessage = 2048;
    private const int UdpAttempts = 4;
    private static readonly TimeSpan UdpPause = TimeSpan.FromMilliseconds(500);

    private readonly Socket _socket;
    private readonly Stream? _stream;
    private readonly bool _isFramed;

    private StunPath(Socket socket, Stream? stream, bool isFramed) => (_socket, _stream, _isFramed) = (socket, stream, isFramed);

    public static async Task<StunPath> OpenUdpAsync(EndPoint to, CancellationToken cancellationToken)
    {
        var socket = new Socket(to.AddressFamily == AddressFamily.Unspecified ? AddressFamily.InterNetwork : to.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        await socket.ConnectAsync(to, cancellationToken);
        return new(socket, null, isFramed: false);
    }

    /// <param name="to">Where.</param>
    /// <param name="tls">How TLS is spoken; null for plain TCP.</param>
    /// <param name="isFramed">Whether it is ICE (RFC 6544), and not TURN.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task<StunPath> OpenTcpAsync(EndPoint to, SslClientAuthenticationOptions? tls, bool isFramed, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(to, cancellationToken);
            Stream stream = new NetworkStream(socket, ownsSocket: true);
            if (tls is not null)
            {
                var secure = new SslStream(stream);
                await secure.AuthenticateAsClientAsync(tls, cancellationToken);
                stream = secure;
            }

            return new(socket, stream, isFramed);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Asks and waits for the answer; by UDP several times.</summary>
    /// <exception cref="OperationCanceledException">None came.</exception>
    /// <exception cref="IOException">The connection was closed.</exception>
    public async Task<byte[]> AskAsync(StunRequest request, CancellationToken cancellationToken)
    {
        if (_stream is null)
        {
            return await AskByUdpAsync(request, cancellationToken);
        }

        var message = request.Bytes();
        var frame = new byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(frame, (ushort)message.Length);
        await _stream.WriteAsync(_isFramed ? [.. frame, .. message] : message, cancellationToken);
        while (true)
        {
            var answer = await ReadAsync(_stream, cancellationToken);
            if (request.IsAnsweredBy(answer))
            {
                return answer;
            }
        }
    }

    public void Dispose()
    {
        _stream?.Dispose();
        _socket.Dispose();
    }

    private async Task<byte[]> AskByUdpAsync(StunRequest request, CancellationToken cancellationToken)
    {
        var buffer = new byte[MaxMessage];
        for (var attempt = 1; ; attempt++)
        {
            await _socket.SendAsync(request.Bytes(), cancellationToken);
            using var pause = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            pause.CancelAfter(UdpPause * attempt);
            try
            {
                var read = await _socket.ReceiveAsync(buffer, pause.Token);
                if (request.IsAnsweredBy(buffer.AsSpan(0, read)))
                {
                    return buffer[..read];
                }
            }
            catch (OperationCanceledException) when (attempt < UdpAttempts && !cancellationToken.IsCancellationRequested)
            {
                // Lost, perhaps.
            }
        }
    }

    private async Task<byte[]> ReadAsync(Stream stream, CancellationToken cancellationToken)
    {
        if (_isFramed)
        {
            var frame = new byte[2];
            await stream.ReadExactlyAsync(frame, cancellationToken);
            var framed = new byte[BinaryPrimitives.ReadUInt16BigEndian(frame)];
            await stream.ReadExactlyAsync(framed, cancellationToken);
            return framed;
        }

        var header = new byte[StunRequest.HeaderSize];
        await stream.ReadExactlyAsync(header, cancellationToken);
        if (BinaryPrimitives.ReadUInt32BigEndian(header.AsSpan(4)) != StunRequest.MagicCookie)
        {
            throw new IOException("something else than TURN answered");
        }

        var rest = new byte[BinaryPrimitives.ReadUInt16BigEndian(header.AsSpan(2))];
        await stream.ReadExactlyAsync(rest, cancellationToken);
        return [.. header, .. rest];
    }
}
