using System.Net;
using System.Net.Sockets;
using Visio.Rtc;
using Visio.Sfu.Routing;

namespace Visio.Sfu.Loop;

/// <summary>
/// The same with one call of <see cref="System.Net.Sockets"/> per datagram, for systems without recvmmsg. Twice the cost, same
/// behaviour, save that the system chooses which of our addresses an answer leaves from.
/// </summary>
internal sealed class PortableUdpSocket : UdpSocket
{
    private readonly SocketAddress _from;
    private readonly Dictionary<TransportAddress, SocketAddress> _addresses = [];
    private readonly IPEndPoint _self;

    private readonly uint _kind;

    public PortableUdpSocket(Socket socket, uint kind)
        : base(socket)
    {
        _kind = kind;
        socket.Blocking = false;
        _from = new(socket.AddressFamily);
        var any = LocalEndPoint.Address.Equals(IPAddress.Any) || LocalEndPoint.Address.Equals(IPAddress.IPv6Any);
        var loopback = socket.AddressFamily == AddressFamily.InterNetwork ? IPAddress.Loopback : IPAddress.IPv6Loopback;
        _self = new(any ? loopback : LocalEndPoint.Address, LocalEndPoint.Port);
    }

    public override int Receive()
    {
        Received.Count = 0;
        while (Received.Count < DatagramBatch.Capacity && Socket.Available > 0)
        {
            try
            {
                var length = Socket.ReceiveFrom(Received.Slot(Received.Count), SocketFlags.None, _from);
                if (length > 0)
                {
                    var from = (IPEndPoint)_self.Create(_from);
                    Received.Set(Received.Count++, length, TransportAddress.From(from) with { Path = _kind });
                }
            }
            catch (SocketException)
            {
                // An ICMP error of an earlier send, or a datagram larger than a slot: neither is a datagram for us.
            }
        }

        return Received.Count;
    }

    public override void Wait(TimeSpan timeout, UdpSocket? other)
    {
        List<Socket> readable = other is PortableUdpSocket portable ? [Socket, portable.Socket] : [Socket];
        Socket.Select(readable, null, null, timeout < TimeSpan.Zero ? TimeSpan.Zero : timeout);
    }

    /// <summary>An empty datagram to ourselves ends the poll; <see cref="Receive"/> leaves it out.</summary>
    public override void Wake()
    {
        try
        {
            Socket.SendTo([], SocketFlags.None, _self);
        }
        catch (ObjectDisposedException)
        {
            // A command that came after the end.
        }
    }

    public override void Send()
    {
        for (var i = 0; i < Outgoing.Count; i++)
        {
            try
            {
                Socket.SendTo(Outgoing.Datagram(i), SocketFlags.None, Address(Outgoing.Address(i)));
            }
            catch (SocketException)
            {
                // Lost, as datagrams are.
            }
        }

        Outgoing.Count = 0;
    }

    private SocketAddress Address(TransportAddress to)
    {
        if (!_addresses.TryGetValue(to, out var address))
        {
            // Addresses of peers that are gone stay here; forgetting all of them at times bounds that.
            if (_addresses.Count >= 4096)
            {
                _addresses.Clear();
            }

            var endPoint = to.ToIPEndPoint();
            address = (Socket.AddressFamily == AddressFamily.InterNetworkV6 ? new(endPoint.Address.MapToIPv6(), endPoint.Port) : endPoint).Serialize();
            _addresses.Add(to, address);
        }

        return address;
    }
}
