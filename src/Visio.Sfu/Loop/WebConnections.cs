using System.Net;
using System.Net.Sockets;
using Visio.Rtc;
using Visio.Rtc.Framing;
using Visio.Sfu.Routing;

namespace Visio.Sfu.Loop;

/// <summary>Connections that came to a port of the web, of which it finds out whether ICE or TURN is spoken. Any thread.</summary>
public sealed class WebConnections
{
    /// <summary>How long ten bytes may take.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly StreamAdmission _admission;
    private readonly StreamDirectory _directory;

    internal WebConnections(StreamAdmission admission, StreamDirectory directory)
    {
        _admission = admission;
        _directory = directory;
    }

    /// <summary>Serves a connection on which neither HTTP nor TLS is spoken until it ends, and closes it.</summary>
    /// <param name="socket">The connection, of which nothing was read; the caller lets go of it.</param>
    public Task ServeAsync(Socket socket)
    {
        if (socket.RemoteEndPoint is not IPEndPoint remote)
        {
            socket.Dispose();
            return Task.CompletedTask;
        }

        TcpTuning.Apply(socket);
        return ServeAsync(new NetworkStream(socket, ownsSocket: true), remote, default, CancellationToken.None);
    }

    /// <summary>Serves what is inside TLS, where it is no HTTP, until it ends, and closes it.</summary>
    /// <param name="socket">The connection, which is not read here.</param>
    /// <param name="inside">What is read and written.</param>
    /// <param name="received">What has been read of it already.</param>
    /// <param name="end">Ends the connection.</param>
    public Task ServeAsync(Socket socket, Stream inside, ReadOnlyMemory<byte> received, CancellationToken end)
    {
        if (socket.RemoteEndPoint is not IPEndPoint remote)
        {
            return Task.CompletedTask;
        }

        TcpTuning.Apply(socket);
        return ServeAsync(inside, remote, received, end);
    }

    /// <summary>Serves a connection that another process holds until it ends, and closes it.</summary>
    /// <param name="stream">What is read and written.</param>
    /// <param name="remote">The client's end.</param>
    /// <param name="received">What has been read of it already.</param>
    /// <param name="end">Ends the connection.</param>
    public async Task ServeAsync(Stream stream, IPEndPoint remote, ReadOnlyMemory<byte> received, CancellationToken end)
    {
        // Also in the end: a socket that a client holds open must not stay with us.
        await using var closed = stream.ConfigureAwait(false);
        if (!_admission.TryAdmit(TransportAddress.From(remote), out var number))
        {
            return;
        }

        var protocol = StreamProtocol.Undecided;
        try
        {
            (protocol, received) = await DecideAsync(stream, received, end).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // Gone before it had said anything.
        }

        if (protocol is not (StreamProtocol.Ice or StreamProtocol.Turn))
        {
            _admission.Leave(TransportAddress.From(remote), trusted: false);
            return;
        }

        var use = protocol == StreamProtocol.Ice ? StreamUse.Ice : StreamUse.Turn;
        var connection = new StreamConnection(stream, Paths.OfStream(remote, number), use, _admission, _directory);
        await using var ending = end.UnsafeRegister(static c => ((StreamConnection)c!).Close(), connection).ConfigureAwait(false);
        await connection.RunAsync(tls: null, received).ConfigureAwait(false);
    }

    private static async Task<(StreamProtocol Protocol, ReadOnlyMemory<byte> Received)> DecideAsync(
        Stream stream, ReadOnlyMemory<byte> received, CancellationToken end)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(end);
        limit.CancelAfter(Patience);
        var buffer = new byte[Math.Max(FirstBytes.Enough, received.Length)];
        received.CopyTo(buffer);
        var filled = received.Length;
        while (true)
        {
            var protocol = FirstBytes.Decide(buffer.AsSpan(0, filled));
            var read = protocol == StreamProtocol.Undecided ? await stream.ReadAsync(buffer.AsMemory(filled), limit.Token).ConfigureAwait(false) : 0;
            if (read == 0)
            {
                return (protocol, buffer.AsMemory(0, filled));
            }

            filled += read;
        }
    }
}
