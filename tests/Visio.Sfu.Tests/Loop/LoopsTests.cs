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
            Thread.Sleep(1);
            Array.ForEach(peers, p => p.Pump(Now()));
        }
    }

    private Instant Now() => Instant.Zero + TimeSpan.FromSeconds(1) + Stopwatch.GetElapsedTime(_start);
}
