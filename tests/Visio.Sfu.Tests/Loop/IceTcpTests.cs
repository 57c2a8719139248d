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
using Visio.Sfu.Routing;
using Visio.Testing;

namespace Visio.Sfu.Tests.Loop;

/// <summary>ICE over TCP on real sockets: who connects is tied to a peer, and strangers are kept short.</summary>
public sealed class IceTcpTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly long _start = Stopwatch.GetTimestamp();
    private readonly MediaServer _server = new(new() { BindAddress = IPAddress.Loopback, Port = 0, TcpPort = 0 }, TimeProvider.System);
    private readonly DtlsCertificate _certificate = DtlsCertificate.Create(TimeProvider.System.GetUtcNow());

    public void Dispose()
    {
        _server.Dispose();
        _certificate.Dispose();
    }

    [Fact]
    public void A_track_travels_over_TCP_alone()
    {
        var room = _server.OpenRoom("room");
        using var alice = Join(room, out var aliceId);
        using var bob = Join(room, out var bobId);
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
        Assert.Equal(2, _server.Snapshot().Streams);

        // A peer that is taken out loses its connection too.
        room.RemovePeer(bobId);
        PumpUntil(() => bob.HasEnded && _server.Snapshot().Streams == 1, bob);
    }

    [Fact]
    public void Nobody_elses_datagrams_are_taken_from_a_connection()
    {
        var room = _server.OpenRoom("room");
        using var alice = Join(room, out _);
        using var bob = Join(room, out _);
        PumpUntil(() => alice.Peer.Peer.IsConnected && bob.Peer.Peer.IsConnected, alice, bob);

        // Bob's checks over Alice's connection are answered by nobody, though they are authentic.
        var before = _server.Snapshot().Dropped.GetValueOrDefault(DropReason.StunUnauthenticated);
        var check = bob.NextCheck(Now() + TimeSpan.FromSeconds(20));
        alice.SendRaw(check);
        PumpUntil(() => _server.Snapshot().Dropped.GetValueOrDefault(DropReason.StunUnauthenticated) > before, alice);
    }

    [Theory]
    [InlineData("474554202F20485454502F312E310D0A")] // GET / HTTP/1.1
    [InlineData("FFFF")]
    public void A_stranger_that_speaks_something_else_is_disconnected(string hello)
    {
        using var stranger = Connect();
        stranger.Send(Convert.FromHexString(hello));
        Assert.True(EndsSoon(stranger));
    }

    [Fact]
    public void A_stranger_that_says_much_and_proves_nothing_is_disconnected()
    {
        using var stranger = Connect();
        var frame = new byte[1002];
        BinaryPrimitives.WriteUInt16BigEndian(frame, 1000);
        for (var i = 0; i < 20; i++)
        {
            try
            {
                stranger.Send(frame);
            }
            catch (SocketException)
            {
                break;
            }
        }

        Assert.True(EndsSoon(stranger));
    }

    [Fact]
    public void Only_so_many_strangers_of_one_address_are_let_in()
    {
        var strangers = Enumerable.Range(0, StreamAdmission.MostStrangersOfOne + 1).Select(_ => Connect()).ToList();
        Assert.True(EndsSoon(strangers[^1]));
        Assert.False(strangers[0].Poll(TimeSpan.Zero, SelectMode.SelectRead), "the first was let in and has time to prove itself");
        strangers.ForEach(s => s.Dispose());
    }

    [Fact]
    public void Places_of_strangers_are_given_back_once()
    {
        var admission = new StreamAdmission();
        var remote = TransportAddress.FromIPv4(0x0A000001, 1);
        for (var round = 0; round < 3; round++)
        {
            for (var i = 0; i < StreamAdmission.MostStrangersOfOne; i++)
            {
                Assert.True(admission.TryAdmit(remote, out _));
            }

            Assert.False(admission.TryAdmit(remote, out _));
            Assert.True(admission.TryAdmit(TransportAddress.FromIPv4(0x0A000002, 1), out _));
            admission.Leave(TransportAddress.FromIPv4(0x0A000002, 1), trusted: false);
            for (var i = 0; i < StreamAdmission.MostStrangersOfOne; i++)
            {
                var trusted = i % 2 == 0;
                if (trusted)
                {
                    admission.Trust(remote);
                }

                admission.Leave(remote, trusted);
            }
        }
    }

    /// <summary>What waits for a slow reader is bounded: the rest is lost, and sending never waits.</summary>
    [Fact]
    public async Task A_slow_reader_loses_datagrams()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var client = new Socket(SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 16 * 1024 };
        await client.ConnectAsync(listener.LocalEndpoint);
        using var accepted = await listener.AcceptSocketAsync();
        accepted.SendBufferSize = 16 * 1024;
        var admission = new StreamAdmission();
        var remote = TransportAddress.From((IPEndPoint)accepted.RemoteEndPoint!);
        Assert.True(admission.TryAdmit(remote, out _));
        TcpTuning.Apply(accepted);
        var opened = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var connection = new StreamConnection(new NetworkStream(accepted, ownsSocket: true), remote, StreamUse.Ice, admission, new([Told], null));
        void Told(StreamEvent e)
        {
            if (e.Kind == StreamEventKind.Opened)
            {
                opened.SetResult();
            }
        }

        var running = connection.RunAsync(null);
        await opened.Task;
        var datagram = new byte[1200];
        var refused = 0;
        for (var i = 0; i < 5_000; i++)
        {
            refused += connection.TrySend(datagram) ? 0 : 1;
        }

        Assert.True(refused > 4_000, $"{refused} of 5,000 were refused; the others wait somewhere");
        connection.Close();
        await running;
        Assert.False(connection.TrySend(datagram));
    }

    private static bool EndsSoon(Socket socket)
    {
        socket.ReceiveTimeout = 30_000;
        try
        {
            return socket.Receive(new byte[100]) == 0;
        }
        catch (SocketException e)
        {
            return e.SocketErrorCode == SocketError.ConnectionReset;
        }
    }

    private Socket Connect()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Connect(Assert.Single(_server.TcpCandidates));
        return socket;
    }

    private TcpPeer Join(MediaRoom room, out PeerId id)
    {
        var credentials = IceCredentials.Create(SystemRandomSource.Instance);
        id = room.AddPeer(new("peer", credentials));
        var endPoint = _server.TcpCandidates[0];
        var peer = new TestPeer(_certificate, SystemRandomSource.Instance);
        room.SetRemote(id, peer.Describe(DtlsRole.Client));
        peer.Peer.SetRemote(new(credentials, _server.Fingerprint, DtlsRole.Server, 262_144), Now());
        peer.Peer.AddRemoteCandidate(TransportAddress.From(endPoint), Now());
        return new(peer, endPoint, Connect(), StreamFraming.Ice);
    }

    private void PumpUntil(Func<bool> condition, params TcpPeer[] peers)
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
