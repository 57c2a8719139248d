using System.Buffers.Binary;
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

/// <summary>Connections that came to a port of the web and are handed over.</summary>
public sealed class WebPortTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly long _start = Stopwatch.GetTimestamp();
    private readonly TcpListener _web = new(IPAddress.Loopback, 0);
    private readonly MediaServer _server = new(
        new() { BindAddress = IPAddress.Loopback, Port = 0, Turn = new() { Port = null } }, TimeProvider.System);

    private readonly DtlsCertificate _certificate = DtlsCertificate.Create(TimeProvider.System.GetUtcNow());

    public WebPortTests()
    {
        _web.Start();
        _server.Share([new((IPEndPoint)_web.LocalEndpoint, ((IPEndPoint)_web.LocalEndpoint).Port, null, IsTls: false)]);
    }

    public void Dispose()
    {
        _web.Dispose();
        _server.Dispose();
        _certificate.Dispose();
    }

    [Fact]
    public async Task A_peer_connects_over_a_connection_that_was_handed_over()
    {
        Assert.Equal(_web.LocalEndpoint, Assert.Single(_server.TcpCandidates));
        var (socket, serving) = await ConnectAsync();
        var room = _server.OpenRoom("room");
        using var peer = Join(room, socket, out var id);
        PumpUntil(peer, () => peer.Peer.Peer.IsConnected);
        Assert.Equal(1, _server.Snapshot().Streams);

        room.RemovePeer(id);
        PumpUntil(peer, () => peer.HasEnded);
        await serving;
    }

    [Fact]
    public async Task TURN_is_answered_on_the_same_port_though_it_comes_byte_by_byte()
    {
        Assert.Equal([$"turn:127.0.0.1:{((IPEndPoint)_web.LocalEndpoint).Port}?transport=tcp"], _server.AccessRelay("PA_alice")!.Urls);
        var (socket, _) = await ConnectAsync();
        using var client = socket;
        client.NoDelay = true;
        foreach (var b in AllocateRequest())
        {
            client.Send([b]);
        }

        var answer = new byte[512];
        client.ReceiveTimeout = 30_000;
        Assert.True(client.Receive(answer) >= 20);
        Assert.Equal(0x0113, BinaryPrimitives.ReadUInt16BigEndian(answer)); // an error of Allocate: 401, with the nonce to sign with
    }

    [Fact]
    public async Task Something_else_is_closed_and_gives_its_place_back()
    {
        for (var i = 0; i <= StreamAdmission.MostStrangersOfOne; i++)
        {
            var (socket, serving) = await ConnectAsync();
            using var client = socket;
            client.Send([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
            await serving;
            client.ReceiveTimeout = 30_000;
            Assert.Equal(0, client.Receive(new byte[10]));
        }

        var (last, _) = await ConnectAsync();
        using var patient = last;
        patient.Send([0]);
        Assert.False(patient.Poll(TimeSpan.FromMilliseconds(50), SelectMode.SelectRead), "there is room for another one, which may take its time");
    }

    [Fact]
    public async Task The_end_of_the_web_server_ends_what_it_handed_over()
    {
        var connecting = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await connecting.ConnectAsync(_web.LocalEndpoint);
        using var client = connecting;
        using var accepted = await _web.AcceptSocketAsync();
        using var end = new CancellationTokenSource();
        var serving = _server.WebConnections.ServeAsync(accepted, new NetworkStream(accepted), AllocateRequest(), end.Token);
        client.ReceiveTimeout = 30_000;
        Assert.True(client.Receive(new byte[512]) >= 20);
        await end.CancelAsync();
        await serving.WaitAsync(Patience);
    }

    [Theory]
    [InlineData("https://[::]:443 http://[::]:80", "192.0.2.1 2001:db8::1", "192.0.2.1:443 [2001:db8::1]:443", "turns:visio.example:443?transport=tcp")]
    [InlineData("http://0.0.0.0:8080", "192.0.2.1 2001:db8::1", "192.0.2.1:8080", "turn:192.0.2.1:8080?transport=tcp")]
    [InlineData("http://127.0.0.1:8080", "192.0.2.1", "", "")] // a proxy's
    [InlineData("http://127.0.0.1:8080 http://[::1]:8080", "127.0.0.1", "127.0.0.1:8080", "turn:127.0.0.1:8080?transport=tcp")]
    [InlineData("https://10.0.0.5:443", "203.0.113.5", "203.0.113.5:443", "turns:visio.example:443?transport=tcp")] // behind NAT
    [InlineData("https://10.0.0.5:443", "10.0.0.5 10.0.0.6", "10.0.0.5:443", "turns:visio.example:443?transport=tcp")]
    public void Clients_are_told_of_ports_that_they_reach(string bound, string addresses, string candidates, string urls)
    {
        var ports = bound.Split(' ').Select(url => (IsTls: url.StartsWith("https", StringComparison.Ordinal), EndPoint: IPEndPoint.Parse(url[(url.IndexOf('/', StringComparison.Ordinal) + 2)..])))
            .Select(p => new WebPort(p.EndPoint, p.EndPoint.Port, p.IsTls ? "visio.example" : null, p.IsTls));
        var told = WebPorts.Describe([.. ports], [.. addresses.Split(' ').Select(IPAddress.Parse)]);
        Assert.Equal(candidates, string.Join(' ', told.Candidates));
        Assert.Equal(urls, string.Join(' ', told.TurnUrls));
    }

    private static byte[] AllocateRequest()
    {
        var request = new byte[28];
        BinaryPrimitives.WriteUInt16BigEndian(request, 0x0003);
        request[3] = 8;
        BinaryPrimitives.WriteUInt32BigEndian(request.AsSpan(4), 0x2112A442);
        BinaryPrimitives.WriteUInt16BigEndian(request.AsSpan(20), 0x0019); // REQUESTED-TRANSPORT: UDP
        request[23] = 4;
        request[24] = 17;
        return request;
    }

    private async Task<(Socket Client, Task Serving)> ConnectAsync()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(_web.LocalEndpoint);
        return (socket, _server.WebConnections.ServeAsync(await _web.AcceptSocketAsync()));
    }

    private TcpPeer Join(MediaRoom room, Socket socket, out PeerId id)
    {
        var credentials = IceCredentials.Create(SystemRandomSource.Instance);
        id = room.AddPeer(new("peer", credentials));
        var peer = new TestPeer(_certificate, SystemRandomSource.Instance);
        room.SetRemote(id, peer.Describe(DtlsRole.Client));
        peer.Peer.SetRemote(new(credentials, _server.Fingerprint, DtlsRole.Server, 262_144), Now());
        peer.Peer.AddRemoteCandidate(TransportAddress.From((IPEndPoint)_web.LocalEndpoint), Now());
        return new(peer, (IPEndPoint)_web.LocalEndpoint, socket, StreamFraming.Ice);
    }

    private void PumpUntil(TcpPeer peer, Func<bool> condition)
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
