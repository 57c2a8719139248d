using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using Visio.Rtc;
using Visio.Sfu.Routing;

namespace Visio.Sfu.Loop;

/// <summary>Accepts the connections of one TCP port.</summary>
internal sealed class StreamListener : IDisposable
{
    private const int Backlog = 512;
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromMilliseconds(100);

    private readonly Socket _socket;
    private readonly StreamUse _use;
    private readonly Func<SslServerAuthenticationOptions?> _tls;
    private readonly StreamAdmission _admission;
    private readonly StreamDirectory _directory;
    private readonly CancellationTokenSource _end = new();

    private StreamListener(
        Socket socket, StreamUse use, Func<SslServerAuthenticationOptions?> tls, StreamAdmission admission, StreamDirectory directory)
    {
        _socket = socket;
        _use = use;
        _tls = tls;
        _admission = admission;
        _directory = directory;
        Port = ((IPEndPoint)socket.LocalEndPoint!).Port;
        _ = Task.Run(AcceptAsync);
    }

    /// <summary>The port listened on.</summary>
    public int Port { get; }

    /// <summary>Starts to accept.</summary>
    /// <param name="local">Where; IPv6Any is both families.</param>
    /// <param name="use">What is spoken there.</param>
    /// <param name="tls">How TLS is spoken on the next connection; answers null for plain TCP.</param>
    /// <param name="admission">Shared by all listeners.</param>
    /// <param name="directory">Knows who is told what happens.</param>
    /// <exception cref="SocketException">The port is taken.</exception>
    public static StreamListener Open(
        IPEndPoint local, StreamUse use, Func<SslServerAuthenticationOptions?> tls, StreamAdmission admission, StreamDirectory directory)
    {
        local = LocalAddresses.Bindable(local);
        var socket = new Socket(local.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            if (local.Address.Equals(IPAddress.IPv6Any))
            {
                socket.DualMode = true;
            }

            socket.Bind(local);
            socket.Listen(Backlog);
            return new(socket, use, tls, admission, directory);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        _end.Cancel();
        _socket.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!_end.IsCancellationRequested)
        {
            try
            {
                var accepted = await _socket.AcceptAsync(_end.Token).ConfigureAwait(false);
                Serve(accepted);
            }
            catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException)
            {
                return;
            }
            catch (SocketException)
            {
                // Reset before it was accepted, or no descriptor left: others may have more luck, a moment later.
                await Task.Delay(PauseAfterFailure).ConfigureAwait(false);
            }
        }
    }

    private void Serve(Socket accepted)
    {
        if (accepted.RemoteEndPoint is not IPEndPoint endPoint || !_admission.TryAdmit(TransportAddress.From(endPoint), out var number))
        {
            accepted.Dispose();
            return;
        }

        TcpTuning.Apply(accepted);
        _ = new StreamConnection(new NetworkStream(accepted, ownsSocket: true), Paths.OfStream(endPoint, number), _use, _admission, _directory).RunAsync(_tls());
    }
}
