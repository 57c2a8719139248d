using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Visio.Rtc;
using Visio.Sfu.Loop;

namespace Visio.Sfu.Tests.Loop;

public sealed class LocalAddressesTests
{
    [Theory]
    [InlineData("192.0.2.1 2001:db8::1", AddressFamily.InterNetworkV6, "2001:db8::1 192.0.2.1")]
    [InlineData("192.0.2.1 192.0.2.2 2001:db8::1", AddressFamily.InterNetworkV6, "2001:db8::1 192.0.2.1 192.0.2.2")]
    [InlineData("192.0.2.1 2001:db8::1", AddressFamily.InterNetwork, "192.0.2.1")]
    [InlineData("127.0.0.1 ::1 10.0.0.1 fd00::1", AddressFamily.InterNetworkV6, "fd00::1 10.0.0.1")]
    [InlineData("127.0.0.1 ::1", AddressFamily.InterNetworkV6, "::1 127.0.0.1")]
    [InlineData("169.254.1.1 fe80::1 192.0.2.1", AddressFamily.InterNetworkV6, "192.0.2.1")]
    [InlineData("2001:db8::1 2001:db8::aaaa", AddressFamily.InterNetworkV6, "2001:db8::1")]
    [InlineData("192.0.2.1 192.0.2.1", AddressFamily.InterNetwork, "192.0.2.1")]
    public void Addresses_that_others_reach_are_told(string all, AddressFamily family, string told)
    {
        var transient = new HashSet<IPAddress> { IPAddress.Parse("2001:db8::aaaa") };
        var chosen = LocalAddresses.Choose(all.Split(' ').Select(IPAddress.Parse), transient, family);
        Assert.Equal(told, string.Join(' ', chosen));
    }

    [Fact]
    public void Of_very_many_addresses_some_are_told()
    {
        var all = Enumerable.Range(1, 200).Select(i => new IPAddress([10, 0, 0, (byte)i]));
        Assert.Equal(16, LocalAddresses.Choose(all, new HashSet<IPAddress>(), AddressFamily.InterNetwork).Count);
    }

    [Theory]
    [InlineData("20010db8000000000000000000000001 02 40 00 80     eth0", false)]
    [InlineData("20010db8000000000000000000000001 02 40 00 00     eth0", false)]
    [InlineData("20010db8000000000000000000000001 02 40 00 01     eth0", true)]
    [InlineData("20010db8000000000000000000000001 02 40 00 20     eth0", true)]
    [InlineData("20010db8000000000000000000000001 02 40 00 c0     eth0", true)]
    [InlineData("20010db8000000000000000000000001 02 40 00 88     eth0", true)]
    [InlineData("20010db8000000000000000000000001 02", false)]
    [InlineData("", false)]
    public void The_systems_list_says_which_addresses_go_away(string line, bool transient) =>
        Assert.Equal(transient, TransientIPv6.Parse([line]).Contains(IPAddress.Parse("2001:db8::1")));

    [Fact]
    public void Advertised_addresses_are_told_as_they_are_known_outside()
    {
        IPAddress[] advertised = [IPAddress.Parse("2001:db8::1"), IPAddress.Parse("::ffff:192.0.2.1"), IPAddress.Parse("192.0.2.1")];
        Assert.Equal("2001:db8::1 192.0.2.1", string.Join(' ', LocalAddresses.Candidates(new() { AdvertisedAddresses = advertised })));
    }

    /// <summary>A connected socket hears only whom it wrote to: an answer from another of the machine's addresses would be lost, as in ICE.</summary>
    [Theory]
    [InlineData("::", "127.0.0.1 127.0.0.2 127.0.0.3 ::1")]
    [InlineData("0.0.0.0", "127.0.0.1 127.0.0.2 127.0.0.3")]
    public void An_answer_leaves_from_the_address_that_was_asked(string bind, string asked)
    {
        using var socket = UdpSocket.Open(new(IPAddress.Parse(bind), 0));
        var clients = new List<Socket>();
        try
        {
            foreach (var address in asked.Split(' ').Select(IPAddress.Parse))
            {
                var client = new Socket(address.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
                clients.Add(client);
                client.Connect(address, socket.LocalEndPoint.Port);
                client.Send([1, 2, 3]);
            }

            var paths = new HashSet<uint>();
            for (var start = Stopwatch.GetTimestamp(); paths.Count < clients.Count && Stopwatch.GetElapsedTime(start).TotalSeconds < 30;)
            {
                socket.Wait(TimeSpan.FromSeconds(1));
                var count = socket.Receive();
                for (var i = 0; i < count; i++)
                {
                    paths.Add(socket.Received.Address(i).Path);

                    // Two of one length, so that they leave as one message with two pieces of ancillary data.
                    Answer(socket, socket.Received.Address(i), 40);
                    Answer(socket, socket.Received.Address(i), 40);
                }

                socket.Send();
            }

            Assert.Equal(clients.Count, paths.Count);
            foreach (var client in clients)
            {
                client.ReceiveTimeout = 30_000;
                var buffer = new byte[100];
                Assert.Equal((40, 40), (client.Receive(buffer), client.Receive(buffer)));
            }
        }
        finally
        {
            clients.ForEach(c => c.Dispose());
        }
    }

    /// <summary>An address that was taken from the machine is nowhere to send from; what goes elsewhere still goes, in runs as before.</summary>
    [Fact]
    public void A_message_that_cannot_leave_costs_no_other()
    {
        using var socket = UdpSocket.Open(new(IPAddress.IPv6Any, 0));
        using var client = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { ReceiveTimeout = 30_000 };
        client.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var reachable = TransportAddress.From((IPEndPoint)client.LocalEndPoint!);
        var nowhere = TransportAddress.From(new(IPAddress.Parse("255.255.255.255"), 9));
        foreach (var to in new[] { nowhere, nowhere, reachable, reachable, nowhere, reachable })
        {
            Answer(socket, to, 40);
        }

        socket.Send();
        var buffer = new byte[100];
        Assert.Equal((40, 40, 40), (client.Receive(buffer), client.Receive(buffer), client.Receive(buffer)));
    }

    private static void Answer(UdpSocket socket, TransportAddress to, int length)
    {
        var at = socket.Outgoing.Count++;
        socket.Outgoing.Set(at, length, to);
    }
}
