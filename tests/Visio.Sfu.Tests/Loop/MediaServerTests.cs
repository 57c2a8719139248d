using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Visio.Rtc;
using Visio.Rtc.Dtls;
using Visio.Rtc.Ice;
using Visio.Rtc.Time;
using Visio.Sfu.Loop;
using Visio.Testing;

namespace Visio.Sfu.Tests.Loop;

/// <summary>The loop with its real socket, thread and clock. Each wait ends with what is waited for; the limits only end a broken test.</summary>
public sealed class MediaServerTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly long _start = Stopwatch.GetTimestamp();

    [Fact]
    public async Task A_track_travels_over_real_sockets()
    {
        using var server = new MediaServer(new() { BindAddress = IPAddress.Loopback, Port = 0 }, TimeProvider.System);
        var room = server.OpenRoom("room");
        using var certificate = DtlsCertificate.Create(TimeProvider.System.GetUtcNow());
        using var alice = Join(server, room, certificate, out var aliceId);
        using var bob = Join(server, room, certificate, out var bobId);
        PumpUntil(() => alice.Peer.Peer.IsConnected && bob.Peer.Peer.IsConnected, alice, bob);

        var publication = room.Publish(aliceId, new()
        {
            Kind = MediaKind.Audio, Codec = MediaCodec.Opus, Mid = "0", Ssrc = 7, PayloadType = 111, ClockRate = 48_000, Extensions = default,
        });
        room.Subscribe(bobId, publication, new() { Mid = "1", Ssrc = 8, PayloadType = 109, Extensions = default, Cname = "c" });
        var stream = new TestRtpStream(7, 111);
        PumpUntil(
            () =>
            {
                alice.Peer.SendRtp(stream, "sound"u8, 960);
                return bob.Peer.Rtp.Count >= 50;
            },
            alice,
            bob);

        Assert.All(bob.Peer.Rtp, p => Assert.Equal((8u, (byte)109), (p.Ssrc, p.PayloadType)));
        Assert.Equal("sound"u8, bob.Peer.Rtp[0].Payload);
        var stats = server.Snapshot();
        Assert.Equal((1, 2, 1, 1, 0), (stats.Rooms, stats.Peers, stats.Publications, stats.Subscriptions, stats.PeersCrashed));
        Assert.True(stats.PacketsForwarded >= 50);

        room.Close();
        var events = new List<MediaEvent>();
        await foreach (var e in room.Events.ReadAllAsync())
        {
            events.Add(e);
        }

        Assert.Equal([new MediaEvent.PeerConnected(aliceId), new MediaEvent.PeerConnected(bobId)], events.OfType<MediaEvent.PeerConnected>().OrderBy(e => e.Peer.Value));
        Assert.Contains(new MediaEvent.PublicationStarted(publication), events);
    }

    [Fact]
    public void A_taken_port_is_told_at_once()
    {
        using var first = new MediaServer(new() { BindAddress = IPAddress.Loopback, Port = 0 }, TimeProvider.System);
        var port = Assert.Single(first.Candidates).Port;
        Assert.Throws<SocketException>(() => new MediaServer(new() { BindAddress = IPAddress.Loopback, Port = port }, TimeProvider.System));
    }

    [Fact]
    public void Commands_after_the_end_are_ignored()
    {
        var server = new MediaServer(new() { BindAddress = IPAddress.Loopback, Port = 0 }, TimeProvider.System);
        var room = server.OpenRoom("room");
        server.Dispose();
        server.Dispose();
        room.AddPeer(new("late", IceCredentials.Create(SystemRandomSource.Instance)));
        room.Close();
    }

    [Fact]
    public void Waking_a_socket_after_its_end_is_ignored()
    {
        var raw = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        raw.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        foreach (var socket in new[] { new PortableUdpSocket(raw, kind: 0), UdpSocket.Open(new(IPAddress.Loopback, 0)) })
        {
            socket.Wake();
            socket.Dispose();
            socket.Wake();
        }
    }

    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("127.0.0.1")]
    [InlineData("::")]
    public void The_portable_and_the_linux_socket_understand_each_other(string bind)
    {
        var address = IPAddress.Parse(bind);
        if (address.AddressFamily == AddressFamily.InterNetworkV6 && !Socket.OSSupportsIPv6)
        {
            return;
        }

        using var linux = UdpSocket.Open(new(address, 0));
        var raw = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        raw.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        using var portable = new PortableUdpSocket(raw, kind: 0);

        Exchange(portable, new(IPAddress.Loopback, linux.LocalEndPoint.Port), linux, portable.LocalEndPoint);
        Exchange(linux, portable.LocalEndPoint, portable, new(IPAddress.Loopback, linux.LocalEndPoint.Port));
    }

    [Fact]
    public void Advertised_addresses_are_told_instead_of_the_machines_own()
    {
        using var server = new MediaServer(
            new() { BindAddress = IPAddress.Loopback, Port = 0, AdvertisedAddresses = [IPAddress.Parse("192.0.2.1")] }, TimeProvider.System);
        Assert.Equal("192.0.2.1", Assert.Single(server.Candidates).Address.ToString());
    }

    private static void Exchange(UdpSocket from, IPEndPoint to, UdpSocket at, IPEndPoint expectedSender)
    {
        for (var i = 0; i < 3; i++)
        {
            from.Outgoing.Slot(i).Fill((byte)(i + 1));
            from.Outgoing.Set(i, 100 + i, TransportAddress.From(to));
        }

        from.Outgoing.Count = 3;
        from.Send();
        var got = new List<(int Length, byte First)>();
        for (var start = Stopwatch.GetTimestamp(); got.Count < 3 && Stopwatch.GetElapsedTime(start) < Patience;)
        {
            at.Wait(TimeSpan.FromSeconds(1));
            var count = at.Receive();
            for (var i = 0; i < count; i++)
            {
                Assert.Equal(TransportAddress.From(expectedSender), at.Received.Address(i) with { Path = 0 });
                got.Add((at.Received.Length(i), at.Received.Datagram(i)[0]));
            }
        }

        Assert.Equal([(100, 1), (101, 2), (102, 3)], got);
    }

    private SocketPeer Join(MediaServer server, MediaRoom room, DtlsCertificate certificate, out PeerId id)
    {
        var credentials = IceCredentials.Create(SystemRandomSource.Instance);
        id = room.AddPeer(new("peer", credentials));
        var endPoint = server.Candidates[0];
        var peer = new TestPeer(certificate, SystemRandomSource.Instance);
        room.SetRemote(id, peer.Describe(DtlsRole.Client));
        peer.Peer.SetRemote(new(credentials, server.Fingerprint, DtlsRole.Server, 262_144), Now());
        peer.Peer.AddRemoteCandidate(TransportAddress.From(endPoint), Now());
        return new(peer, endPoint);
    }

    private void PumpUntil(Func<bool> condition, params SocketPeer[] peers)
    {
        while (!condition())
        {
            Assert.True(Stopwatch.GetElapsedTime(_start) < Patience, "nothing came");
            peers[^1].Wait(TimeSpan.FromMilliseconds(5));
            foreach (var peer in peers)
            {
                peer.Pump(Now());
            }
        }
    }

    private Instant Now() => Instant.Zero + TimeSpan.FromSeconds(1) + Stopwatch.GetElapsedTime(_start);
}
