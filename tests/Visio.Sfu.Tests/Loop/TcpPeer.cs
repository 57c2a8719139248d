using System.Net;
using System.Net.Sockets;
using Visio.Rtc;
using Visio.Rtc.Framing;
using Visio.Rtc.Time;
using Visio.Testing;

namespace Visio.Sfu.Tests.Loop;

/// <summary>A test peer on a TCP connection.</summary>
internal sealed class TcpPeer(TestPeer peer, IPEndPoint server, Socket socket, StreamFraming framing) : IDisposable
{
    private readonly TransportAddress _server = TransportAddress.From(server);
    private readonly byte[] _received = new byte[64 * 1024];
    private readonly byte[] _datagram = new byte[2048];
    private int _filled;

    public TestPeer Peer { get; } = peer;

    /// <summary>Whether the server has closed the connection.</summary>
    public bool HasEnded { get; private set; }

    public void Pump(Instant now)
    {
        if (!HasEnded && socket.Poll(TimeSpan.Zero, SelectMode.SelectRead))
        {
            var read = Receive();
            HasEnded = read == 0;
            _filled += read;
        }

        var rest = _received.AsSpan(0, _filled);
        while (framing.Read(rest, out var datagram, out var consumed) == FrameStatus.Complete)
        {
            Peer.Receive(rest[datagram], _server, now);
            rest = rest[consumed..];
        }

        rest.CopyTo(_received);
        _filled = rest.Length;
        if (Peer.Peer.NextTimeout <= now)
        {
            Peer.HandleTimeout(now);
        }

        while (Peer.TryTransmit(_datagram, out var length, out _, now))
        {
            SendRaw(_datagram.AsSpan(0, length));
        }
    }

    /// <summary>The connectivity check that is due at a moment.</summary>
    public byte[] NextCheck(Instant at)
    {
        Peer.HandleTimeout(at);
        Assert.True(Peer.TryTransmit(_datagram, out var length, out _, at));
        return _datagram[..length];
    }

    public void SendRaw(ReadOnlySpan<byte> datagram)
    {
        Span<byte> frame = stackalloc byte[2048 + StreamFraming.MaxOverhead];
        if (!HasEnded)
        {
            socket.Send(frame[..framing.Write(datagram, frame)]);
        }
    }

    public void Wait(TimeSpan patience) => socket.Poll(patience, SelectMode.SelectRead);

    public void Dispose()
    {
        socket.Dispose();
        Peer.Dispose();
    }

    private int Receive()
    {
        try
        {
            return socket.Receive(_received.AsSpan(_filled));
        }
        catch (SocketException)
        {
            return 0;
        }
    }
}
