using System.Net;
using System.Net.Sockets;
using Visio.Rtc;
using Visio.Sfu.Loop;

namespace Visio.Sfu.Tests.Loop;

public sealed class UdpSocketTests : IDisposable
{
    private readonly UdpSocket _sender = UdpSocket.Open(new IPEndPoint(IPAddress.Loopback, 0));
    private readonly Socket _first = Receiver();
    private readonly Socket _second = Receiver();

    /// <summary>Lengths of one batch to the first receiver: equal ones, ones that end shorter, ones that grow, one alone.</summary>
    public static TheoryData<int[]> Batches() =>
    [
        [1200],
        [1200, 1200, 1200, 1200],
        [1200, 1200, 700],
        [1200, 700, 1200, 1200],
        [1100, 1100, 1099, 1099, 1098],
        [50, 60, 70],
        [1, 1, 1, 1, 1],
        [.. Enumerable.Repeat(1400, 64)],
        [.. Enumerable.Repeat(1450, 46), .. Enumerable.Repeat(160, 18)],
    ];

    [Theory]
    [MemberData(nameof(Batches))]
    public void A_batch_arrives_as_the_datagrams_it_was_made_of(int[] lengths)
    {
        for (var i = 0; i < lengths.Length; i++)
        {
            Put(_first, lengths[i], (byte)i);
        }

        _sender.Send();
        Assert.Equal(0, _sender.Outgoing.Count);
        for (var i = 0; i < lengths.Length; i++)
        {
            AssertNext(_first, lengths[i], (byte)i);
        }
    }

    [Fact]
    public void A_socket_in_which_much_waits_is_behind_until_it_is_read()
    {
        using var behind = UdpSocket.Open(new IPEndPoint(IPAddress.Loopback, 0));
        Assert.False(behind.IsBehind());
        var datagram = new byte[1200];
        var sent = 0;
        while (!behind.IsBehind())
        {
            Assert.True(++sent < 100_000, "never behind");
            _first.SendTo(datagram, behind.LocalEndPoint);
        }

        while (behind.Receive() > 0)
        {
        }

        Assert.InRange(sent, 20, 5_000);
        Assert.False(behind.IsBehind());
    }

    [Fact]
    public void Runs_to_two_receivers_do_not_mix()
    {
        foreach (var receiver in new[] { _first, _first, _second, _second, _second, _first })
        {
            Put(receiver, 1000, (byte)_sender.Outgoing.Count);
        }

        _sender.Send();
        foreach (var mark in new byte[] { 0, 1, 5 })
        {
            AssertNext(_first, 1000, mark);
        }

        foreach (var mark in new byte[] { 2, 3, 4 })
        {
            AssertNext(_second, 1000, mark);
        }
    }

    [Fact]
    public void What_the_kernel_does_not_cut_up_is_sent_one_by_one()
    {
        // Broadcast is refused to a socket that has not asked for it, with the error of no MTU; what stands behind it must go all the same.
        var nowhere = TransportAddress.From(new IPEndPoint(IPAddress.Broadcast, 9));
        for (var i = 0; i < 3; i++)
        {
            _sender.Outgoing.Slot(i)[..800].Fill(1);
            _sender.Outgoing.Set(i, 800, nowhere);
        }

        _sender.Outgoing.Count = 3;
        Put(_first, 900, 7);
        Put(_first, 900, 8);
        _sender.Send();
        AssertNext(_first, 900, 7);
        AssertNext(_first, 900, 8);
        Put(_first, 900, 9);
        _sender.Send();
        AssertNext(_first, 900, 9);
    }

    public void Dispose()
    {
        _sender.Dispose();
        _first.Dispose();
        _second.Dispose();
    }

    private static Socket Receiver()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { ReceiveTimeout = 5000, ReceiveBufferSize = 1 << 20 };
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return socket;
    }

    private void Put(Socket receiver, int length, byte mark)
    {
        var slot = _sender.Outgoing.Count;
        _sender.Outgoing.Slot(slot)[..length].Fill(mark);
        _sender.Outgoing.Set(slot, length, TransportAddress.From((IPEndPoint)receiver.LocalEndPoint!));
        _sender.Outgoing.Count++;
    }

    private static void AssertNext(Socket receiver, int length, byte mark)
    {
        var buffer = new byte[2048];
        Assert.Equal(length, receiver.Receive(buffer));
        Assert.All(buffer.AsSpan(0, length).ToArray(), b => Assert.Equal(mark, b));
    }
}
