using System.Net;
using System.Net.Sockets;
using Visio.Rtc;
using Visio.Rtc.Time;

namespace Visio.Testing;

/// <summary>A <see cref="TestPeer"/> on a real UDP socket of the loopback interface; its owner pumps it.</summary>
public sealed class SocketPeer : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
    private readonly SocketAddress _server;
    private readonly TransportAddress _serverAddress;
    private readonly byte[] _buffer = new byte[2048];

    public SocketPeer(TestPeer peer, IPEndPoint server)
    {
        Peer = peer;
        _server = server.Serialize();
        _serverAddress = TransportAddress.From(server);
        _socket.ReceiveBufferSize = 4 * 1024 * 1024;
        _socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _socket.Blocking = false;
    }

    public TestPeer Peer { get; }

    /// <summary>Takes what has arrived, runs what is due, sends what there is.</summary>
    public void Pump(Instant now)
    {
        while (_socket.Available > 0)
        {
            var length = _socket.Receive(_buffer);
            Peer.Receive(_buffer.AsSpan(0, length), _serverAddress, now);
        }

        if (Peer.Peer.NextTimeout <= now)
        {
            Peer.HandleTimeout(now);
        }

        while (Peer.TryTransmit(_buffer, out var length, out _, now))
        {
            _socket.SendTo(_buffer.AsSpan(0, length), SocketFlags.None, _server);
        }
    }

    /// <summary>Waits until something arrives, for <paramref name="patience"/> at most.</summary>
    public void Wait(TimeSpan patience) => _socket.Poll(patience, SelectMode.SelectRead);

    public void Dispose()
    {
        _socket.Dispose();
        Peer.Dispose();
    }
}
