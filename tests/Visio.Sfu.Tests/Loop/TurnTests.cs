using System.Diagnostics;
using System.Net;
using Visio.Rtc;
using Visio.Rtc.Dtls;
using Visio.Rtc.Ice;
using Visio.Rtc.Time;
using Visio.Sfu.Loop;
using Visio.Testing;

namespace Visio.Sfu.Tests.Loop;

/// <summary>TURN on real sockets, in front of a real media server.</summary>
public sealed class TurnTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly long _start = Stopwatch.GetTimestamp();
    private readonly MediaServer _server = new(new() { BindAddress = IPAddress.Loopback, Port = 0, Loops = 2, Turn = new() { Port = 0 } }, TimeProvider.System);
    private readonly DtlsCertificate _certificate = DtlsCertificate.Create(TimeProvider.System.GetUtcNow());

    public void Dispose()
    {
        _server.Dispose();
        _certificate.Dispose();
    }

    /// <summary>TURN is the first loop's; what is relayed goes to the loop of the peer, and comes from there.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void A_peer_connects_through_its_allocation_which_ends_with_it(int loop)
    {
        var room = _server.OpenRoom("room");
        using var alice = Join(room, "PA_alice", "PA_alice", out var id, loop);
        PumpUntil(alice, () => alice.Peer.Peer.IsConnected);
        Assert.Equal(1, _server.Snapshot().Allocations);
        room.RemovePeer(id);
        PumpUntil(alice, () => _server.Snapshot().Allocations == 0);
    }

    /// <summary>V10: credentials are bound to a session; with one's own nobody reaches another's peer, even knowing its ICE password.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void What_is_relayed_with_anothers_credentials_reaches_nobody(int loop)
    {
        var room = _server.OpenRoom("room");
        room.AddPeer(new("PA_bob", IceCredentials.Create(SystemRandomSource.Instance)) { Loop = new(loop) });
        using var alice = Join(room, "PA_alice", credentialsOf: "PA_bob", out _, loop);
        PumpUntil(alice, () => _server.Snapshot().Dropped.GetValueOrDefault(DropReason.UnknownPeer) >= 2);
        Assert.False(alice.Peer.Peer.IsConnected);
        Assert.Equal(default, alice.Peer.Peer.RemoteAddress);
    }

    [Theory]
    [InlineData(null, "192.0.2.1 2001:db8::1", 0, "turn:192.0.2.1:3478?transport=udp turn:[2001:db8::1]:3478?transport=udp turn:192.0.2.1:3478?transport=tcp turn:[2001:db8::1]:3478?transport=tcp")]
    [InlineData(null, "192.0.2.1 192.0.2.2", 443, "turn:192.0.2.1:3478?transport=udp turn:192.0.2.1:3478?transport=tcp")]
    [InlineData("t.example", "192.0.2.1", 443, "turn:t.example:3478?transport=udp turn:t.example:3478?transport=tcp turns:t.example:443?transport=tcp")]
    [InlineData("t.example", "192.0.2.1", 0, "turn:t.example:3478?transport=udp turn:t.example:3478?transport=tcp")]
    public void Clients_are_told_each_way_once(string? domain, string addresses, int tlsPort, string urls)
    {
        var hosts = TurnPorts.Hosts(domain, [.. addresses.Split(' ').Select(IPAddress.Parse)]);
        Assert.Equal(urls, string.Join(' ', TurnPorts.Describe(hosts, 3478, 3478, domain, tlsPort)));
    }

    private TurnSocketPeer Join(MediaRoom room, string session, string credentialsOf, out PeerId id, int loop = 0)
    {
        var credentials = IceCredentials.Create(SystemRandomSource.Instance);
        id = room.AddPeer(new(session, credentials) { Loop = new(loop) });
        var peer = new TestPeer(_certificate, SystemRandomSource.Instance);
        room.SetRemote(id, peer.Describe(DtlsRole.Client));
        peer.Peer.SetRemote(new(credentials, _server.Fingerprint, DtlsRole.Server, 262_144), Now());
        peer.Peer.AddRemoteCandidate(TransportAddress.From(_server.CandidatesOf(new(loop))[0]), Now());
        return new(peer, _server.AccessRelay(credentialsOf)!, _server.CandidatesOf(new(loop))[0]);
    }

    private void PumpUntil(TurnSocketPeer peer, Func<bool> condition)
    {
        while (!condition())
        {
            Assert.True(Stopwatch.GetElapsedTime(_start) < Patience, "nothing came");
            peer.Wait(TimeSpan.FromMilliseconds(5));
            peer.Pump(Now());
        }
    }

    private Instant Now() => Instant.Zero + TimeSpan.FromSeconds(1) + Stopwatch.GetElapsedTime(_start);
}
