using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Visio.Rtc;
using Visio.Rtc.Dtls;
using Visio.Rtc.Framing;
using Visio.Rtc.Ice;
using Visio.Rtc.Time;
using Visio.Sfu.Loop;
using Visio.Testing;

namespace Visio.Sfu.Tests.Loop;

/// <summary>Several loops with their real sockets, threads and clock. Each wait ends with what is waited for; the limits only end a broken test.</summary>
public sealed class LoopsTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly long _start = Stopwatch.GetTimestamp();
    private readonly MediaServer _server = new(
        new() { BindAddress = IPAddress.Loopback, Port = 0, TcpPort = 0, Loops = 2, PinThreads = true, PeersOfRoomPerLoop = 2 }, TimeProvider.System);
    private readonly DtlsCertificate _certificate = DtlsCertificate.Create(TimeProvider.System.GetUtcNow());

    public void Dispose()
    {
        _server.Dispose();
        _certificate.Dispose();
    }

    [Fact]
    public void Rooms_are_placed_on_loops_and_stay_there()
    {
        var (one, other) = (_server.OpenRoom("one"), _server.OpenRoom("other"));
        var first = one.ChooseLoop();
        one.AddPeer(new("a", IceCredentials.Create(SystemRandomSource.Instance)) { Loop = first });
        WaitUntil(() => _server.Snapshot().Loops[first.Index].Peers == 1);
        var second = other.ChooseLoop();
        Assert.NotEqual(first, second);
        Assert.Equal(first, one.ChooseLoop());
        one.AddPeer(new("b", IceCredentials.Create(SystemRandomSource.Instance)) { Loop = first });
        Assert.Equal(second, one.ChooseLoop());
        Assert.Equal(4, _server.CandidatesOf(first).Concat(_server.CandidatesOf(second)).Concat(_server.Candidates).Count());
        Assert.Equal(2, _server.Candidates.Select(c => c.Port).Distinct().Count());
    }

    /// <summary>One TCP port serves all loops: the first check on a connection says which.</summary>
    [Fact]
    public void A_connection_finds_the_loop_of_its_peer()
    {
        var room = _server.OpenRoom("room");
        var peers = new[] { JoinByTcp(room, new(0)), JoinByTcp(room, new(1)) };
        try
        {
            WaitUntil(() => Array.TrueForAll(peers, p => p.Peer.Peer.IsConnected), peers);
            Assert.Equal([1, 1], _server.Snapshot().Loops.Select(l => l.Peers));
            Assert.Equal(2, _server.Snapshot().Streams);
        }
        finally
        {
            Array.ForEach(peers, p => p.Dispose());
        }
    }

    [Fact]
    public void A_track_travels_from_one_loop_to_the_other()
    {
        var room = _server.OpenRoom("room");
        using var alice = Join(room, new(0), out var aliceId);
        using var bob = Join(room, new(1), out var bobId);
        PumpUntil(() => alice.Peer.Peer.IsConnected && bob.Peer.Peer.IsConnected, alice, bob);
        var publication = room.Publish(aliceId, new()
        {
            Kind = MediaKind.Audio, Codec = MediaCodec.Opus, Mid = "0", Ssrc = 7, PayloadType = 111, ClockRate = 48_000, Extensions = default,
        });
        var subscription = room.Subscribe(bobId, publication, new() { Mid = "1", Ssrc = 8, PayloadType = 109, Extensions = default, Cname = "c" });
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
        var stats = _server.Snapshot();
        Assert.Equal((1, 2, 1, 1, 0), (stats.Rooms, stats.Peers, stats.Publications, stats.Subscriptions, stats.PeersCrashed));
        Assert.True(stats.Loops[0].PacketsRelayed >= 50);
        Assert.Equal((0, true), (stats.Loops[0].PacketsForwarded, stats.Loops[1].PacketsForwarded >= 50));

        // Both loops together answer once, and both have to end for the room to.
        room.Measure();
        MediaEvent? answer = null;
        PumpUntil(() => room.Events.TryRead(out answer) && answer is MediaEvent.QualityMeasured, alice, bob);
        Assert.Equal([aliceId, bobId], ((MediaEvent.QualityMeasured)answer!).Peers.Keys.OrderBy(p => p.Value));
        room.Unsubscribe(subscription);
        PumpUntil(() => _server.Snapshot().Subscriptions == 0, alice, bob);
        room.Close();
        PumpUntil(() => room.Events.Completion.IsCompleted || room.Events.TryRead(out _), alice, bob);
    }

    private SocketPeer Join(MediaRoom room, LoopId loop, out PeerId id)
    {
        var credentials = IceCredentials.Create(SystemRandomSource.Instance);
        id = room.AddPeer(new("peer", credentials) { Loop = loop });
        var endPoint = _server.CandidatesOf(loop)[0];
        var peer = new TestPeer(_certificate, SystemRandomSource.Instance);
        room.SetRemote(id, peer.Describe(DtlsRole.Client));
        peer.Peer.SetRemote(new(credentials, _server.Fingerprint, DtlsRole.Server, 262_144), Now());
        peer.Peer.AddRemoteCandidate(TransportAddress.From(endPoint), Now());
        return new(peer, endPoint);
    }

    private void PumpUntil(Func<bool> condition, params SocketPeer[] peers)
    {
        while (!condition())
        {
            Assert.True(Stopwatch.GetElapsedTime(_start) < Patience, "nothing came");
            peers[^1].Wait(TimeSpan.FromMilliseconds(5));
            Array.ForEach(peers, p => p.Pump(Now()));
        }
    }

    private TcpPeer JoinByTcp(MediaRoom room, LoopId loop)
    {
        var credentials = IceCredentials.Create(SystemRandomSource.Instance);
        var id = room.AddPeer(new("peer", credentials) { Loop = loop });
        var endPoint = _server.TcpCandidates[0];
        var peer = new TestPeer(_certificate, SystemRandomSource.Instance);
        room.SetRemote(id, peer.Describe(DtlsRole.Client));
        peer.Peer.SetRemote(new(credentials, _server.Fingerprint, DtlsRole.Server, 262_144), Now());
        peer.Peer.AddRemoteCandidate(TransportAddress.From(endPoint), Now());
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Connect(endPoint);
        return new(peer, endPoint, socket, StreamFraming.Ice);
    }

    private void WaitUntil(Func<bool> condition, params TcpPeer[] peers)
    {
        while (!condition())
        {
            Assert.True(Stopwatch.GetElapsedTime(_start) < Patience, "nothing came");
            Thread.Yield();
            Array.ForEach(peers, p => p.Pump(Now()));
        }
    }

    private Instant Now() => Instant.Zero + TimeSpan.FromSeconds(1) + Stopwatch.GetElapsedTime(_start);
}
