using System.Globalization;
using Visio.Rtc.Dtls;
using Visio.Rtc.Sctp;
using Visio.Rtc.Time;
using Visio.Testing;

namespace Visio.Rtc.Tests;

public sealed class RtcPeerTests
{
    private static readonly byte[] ReceiverReport = Convert.FromHexString("80c9000100000001");

    private static readonly LinkConditions Rough = new()
    {
        // Set on the client's link, which a datagram passes once in each direction; the server's is perfect.
        Loss = 0.05,
        Duplication = 0.05,
        Reordering = 0.05,
        Delay = TimeSpan.FromMilliseconds(20),
        Jitter = TimeSpan.FromMilliseconds(10),
    };

    [Theory]
    [InlineData(DtlsRole.Client)]
    [InlineData(DtlsRole.Server)]
    public void Two_peers_connect_and_exchange_media_and_data_whoever_is_the_DTLS_client(DtlsRole clientRole)
    {
        using var pair = new PeerPair(1, clientRole);
        pair.Connect();
        Assert.True(pair.Client.Peer.IsConnected);
        Assert.Equal(PeerPair.ServerAddress, pair.Client.Peer.RemoteAddress);
        Assert.Equal(PeerPair.ClientAddress, pair.Server.Peer.RemoteAddress);

        pair.Client.SendRtp(new(11, 96), "up"u8, 3000, marker: true, extension: [0x10, 0xAA]);
        pair.Server.SendRtp(new(22, 111), "down"u8, 960);
        pair.Client.SendRtcp(ReceiverReport);
        var channel = pair.OpenChannel("chat", new());
        Assert.Equal(DataSendResult.Queued, pair.Client.Peer.SendData(channel, DataMessageKind.Text, "hello"u8, pair.Network.Now));
        pair.Network.Run(TimeSpan.FromSeconds(1));

        var up = Assert.Single(pair.Server.Rtp);
        Assert.Equal((11u, (byte)96, true), (up.Ssrc, up.PayloadType, up.Marker));
        Assert.True(up.Payload.SequenceEqual("up"u8));
        var down = Assert.Single(pair.Client.Rtp);
        Assert.True(down.Payload.SequenceEqual("down"u8));
        Assert.Equal(ReceiverReport, Assert.Single(pair.Server.Rtcp));
        var message = Assert.Single(pair.Server.Messages);
        Assert.True(message.Message.Span.SequenceEqual("hello"u8));

        Assert.Equal(DataSendResult.Queued, pair.Server.Peer.SendData(message.Channel, DataMessageKind.Binary, "hi"u8, pair.Network.Now));
        pair.Network.Run(TimeSpan.FromSeconds(1));
        Assert.True(Assert.Single(pair.Client.Messages).Message.Span.SequenceEqual("hi"u8));
    }

    [Fact]
    public void A_channel_opened_before_the_connection_is_there_after_it()
    {
        using var pair = new PeerPair(2);
        var channel = pair.Server.Peer.OpenDataChannel("early", new(), pair.Network.Now);
        pair.Connect();
        Assert.True(pair.Network.RunUntil(() => pair.Client.DataEvents.Exists(e => e.Label == "early"), TimeSpan.FromSeconds(2)));
        pair.Server.Peer.SendData(channel, DataMessageKind.Text, "first"u8, pair.Network.Now);
        pair.Network.Run(TimeSpan.FromSeconds(1));
        Assert.Single(pair.Client.Messages);
    }

    [Fact]
    public void Peers_connect_under_20_percent_loss_each_way()
    {
        for (var seed = 0; seed < 30; seed++)
        {
            using var pair = new PeerPair(seed);
            pair.SetConditions(new() { Loss = 0.2, Delay = TimeSpan.FromMilliseconds(15) });
            Assert.True(pair.Connect(TimeSpan.FromSeconds(20)), string.Create(CultureInfo.InvariantCulture, $"seed {seed}"));
        }
    }

    [Fact]
    public void A_call_survives_5_percent_loss_each_way_with_reordering_and_duplication()
    {
        for (var seed = 0; seed < 3; seed++)
        {
            using var pair = new PeerPair(seed);
            pair.Connect();
            pair.SetConditions(Rough);
            var channel = pair.OpenChannel("reliable", new());
            var up = new TestRtpStream(1, 96) { NextSequenceNumber = 65_000 };
            var down = new TestRtpStream(2, 96);
            var payload = new byte[1000];
            for (var i = 0; i < 1500; i++)
            {
                pair.Client.SendRtp(up, payload, 1800);
                pair.Server.SendRtp(down, payload, 1800);
                if (i % 10 == 0)
                {
                    pair.Client.Peer.SendData(channel, DataMessageKind.Text, BitConverter.GetBytes(i), pair.Network.Now);
                }

                pair.Network.Run(TimeSpan.FromMilliseconds(20));
            }

            pair.Network.Run(TimeSpan.FromSeconds(20));
            var context = string.Create(CultureInfo.InvariantCulture, $"seed {seed}");
            Assert.False(pair.Client.Has(RtcPeerEventKind.Disconnected), context);
            AssertMedia(pair.Server, context);
            AssertMedia(pair.Client, context);
            Assert.Equal(Enumerable.Range(0, 150).Select(i => i * 10), pair.Server.Messages.Select(m => BitConverter.ToInt32(m.Message.Span)));
        }

        static void AssertMedia(TestPeer peer, string context)
        {
            // 1500 sent, 4.8 % lost (a duplicate makes up for some): 1429 expected, five standard deviations on either side.
            Assert.InRange(peer.Rtp.Count, 1387, 1470);
            Assert.True(peer.Rtp.Count == peer.Rtp.DistinctBy(p => p.SequenceNumber).Count(), context);
            Assert.True(peer.Outcomes[DropReason.SrtpReplayed] is > 35 and < 110, context);
            Assert.False(peer.Outcomes.ContainsKey(DropReason.SrtpUnauthenticated), context);
        }
    }

    [Fact]
    public void A_NAT_rebinding_in_the_middle_of_a_call_is_followed()
    {
        using var pair = new PeerPair(4);
        pair.Connect();
        var down = new TestRtpStream(2, 111);
        Talk(TimeSpan.FromSeconds(3));
        var moved = TransportAddress.FromIPv4(0xC0000201, 1234);
        pair.ClientHost.Address = moved;
        Talk(TimeSpan.FromSeconds(3));
        Assert.Equal(moved, pair.Server.Peer.RemoteAddress);
        Assert.Single(pair.Server.Events, e => e.Kind == RtcPeerEventKind.AddressChanged);
        Assert.False(pair.Server.Has(RtcPeerEventKind.Disconnected));
        var heard = pair.Client.Rtp.Count;
        Talk(TimeSpan.FromSeconds(1));
        Assert.InRange(pair.Client.Rtp.Count - heard, 49, 51);

        void Talk(TimeSpan time)
        {
            for (var end = pair.Network.Now + time; pair.Network.Now < end; pair.Network.Run(TimeSpan.FromMilliseconds(20)))
            {
                pair.Server.SendRtp(down, "opus"u8, 960);
            }
        }
    }

    [Fact]
    public void An_ICE_restart_keeps_DTLS_and_the_keys()
    {
        using var pair = new PeerPair(5);
        pair.Connect();
        var keys = pair.Server.Peer.Srtp;
        var channel = pair.OpenChannel("chat", new());
        pair.RestartIce();
        pair.ClientHost.Address = TransportAddress.FromIPv4(0xC0000202, 4321);
        pair.Network.Run(TimeSpan.FromSeconds(1));
        Assert.Equal(pair.ClientHost.Address, pair.Server.Peer.RemoteAddress);
        Assert.Same(keys, pair.Server.Peer.Srtp);
        pair.Client.SendRtp(new(1, 96), "after"u8, 1);
        pair.Client.Peer.SendData(channel, DataMessageKind.Text, "after"u8, pair.Network.Now);
        pair.Network.Run(TimeSpan.FromSeconds(1));
        Assert.Single(pair.Server.Rtp);
        Assert.Single(pair.Server.Messages);
        Assert.Single(pair.Server.Events, e => e.Kind == RtcPeerEventKind.Connected);
    }

    [Theory]
    [InlineData(DtlsRole.Client)]
    [InlineData(DtlsRole.Server)]
    public void A_wrong_fingerprint_fails_the_peer_and_installs_no_keys(DtlsRole clientRole)
    {
        using var pair = new PeerPair(6, clientRole, expectedOfClient: PeerPair.SomeOtherFingerprint);
        pair.Network.RunUntil(() => pair.Server.Has(RtcPeerEventKind.Failed), TimeSpan.FromSeconds(5));
        var failed = Assert.Single(pair.Server.Events);
        Assert.Equal(RtcPeerEventKind.Failed, failed.Kind);
        Assert.Contains("fingerprint", failed.Reason, StringComparison.Ordinal);
        Assert.Null(pair.Server.Peer.Srtp);
        Assert.False(pair.Server.Peer.IsConnected);
        Assert.Equal(Instant.Never, pair.Server.Peer.NextTimeout);
    }

    [Fact]
    public void Silence_disconnects_after_ten_seconds_and_fails_after_thirty()
    {
        using var pair = new PeerPair(7);
        pair.Connect();
        pair.SetConditions(new() { Loss = 1 });
        pair.Network.Run(TimeSpan.FromSeconds(9));
        Assert.False(pair.Server.Has(RtcPeerEventKind.Disconnected));
        pair.Network.Run(TimeSpan.FromSeconds(2));
        Assert.True(pair.Server.Has(RtcPeerEventKind.Disconnected));
        Assert.False(pair.Server.Has(RtcPeerEventKind.Failed));
        pair.Network.Run(TimeSpan.FromSeconds(20));
        Assert.True(pair.Server.Has(RtcPeerEventKind.Failed));
        Assert.True(pair.Client.Has(RtcPeerEventKind.Failed));
        Assert.False(pair.Server.Peer.IsConnected);
    }

    [Fact]
    public void A_peer_that_is_heard_again_in_time_reconnects()
    {
        using var pair = new PeerPair(8);
        pair.Connect();
        pair.SetConditions(new() { Loss = 1 });
        pair.Network.Run(TimeSpan.FromSeconds(20));
        pair.SetConditions(LinkConditions.Perfect);
        pair.Network.Run(TimeSpan.FromSeconds(5));
        Assert.Equal(
            [RtcPeerEventKind.Connected, RtcPeerEventKind.Disconnected, RtcPeerEventKind.Reconnected], pair.Server.Events.Select(e => e.Kind));
        Assert.Equal(
            [RtcPeerEventKind.Connected, RtcPeerEventKind.Disconnected, RtcPeerEventKind.Reconnected], pair.Client.Events.Select(e => e.Kind));
    }

    [Fact]
    public void An_idle_call_stays_up_for_an_hour()
    {
        using var pair = new PeerPair(9);
        pair.Connect();
        pair.Network.Run(TimeSpan.FromHours(1));
        Assert.Single(pair.Server.Events);
        Assert.Single(pair.Client.Events);
        Assert.InRange(pair.Network.Sent, 1200, 4000);
    }

    [Fact]
    public void Closing_ends_the_other_side_at_once()
    {
        using var pair = new PeerPair(10);
        pair.Connect();
        pair.OpenChannel("chat", new());
        pair.Server.Peer.Close(pair.Network.Now);
        pair.Network.Run(TimeSpan.FromMilliseconds(100));
        Assert.True(pair.Client.Has(RtcPeerEventKind.Failed));
        Assert.Contains(pair.Client.DataEvents, e => e.Kind == DataChannelEventKind.Aborted);
        Assert.False(pair.Server.Has(RtcPeerEventKind.Failed));
        Assert.Equal(DataSendResult.ChannelClosed, pair.Server.Peer.SendData(default, DataMessageKind.Text, "late"u8, pair.Network.Now));
    }

    [Fact]
    public void Another_certificate_during_the_call_ends_it()
    {
        using var pair = new PeerPair(11);
        pair.Connect();
        var changed = pair.Client.Describe(DtlsRole.Server) with { Fingerprint = PeerPair.SomeOtherFingerprint };
        pair.Server.Peer.SetRemote(changed, pair.Network.Now);
        pair.Network.Run(TimeSpan.FromSeconds(1));
        Assert.True(pair.Server.Has(RtcPeerEventKind.Failed));
    }

    [Fact]
    public void A_client_that_nobody_answers_fails_without_having_connected()
    {
        using var pair = new PeerPair(12);
        pair.SetConditions(new() { Loss = 1 });
        pair.Network.Run(TimeSpan.FromSeconds(31));
        Assert.Equal(RtcPeerEventKind.Failed, Assert.Single(pair.Client.Events).Kind);
        Assert.Equal(RtcPeerEventKind.Failed, Assert.Single(pair.Server.Events).Kind);
    }

    [Fact]
    public void Receiving_media_allocates_nothing()
    {
        using var pair = new PeerPair(13);
        pair.Connect();
        pair.Server.Recording = false;
        var stream = new TestRtpStream(1, 96);
        var packets = new byte[2000][];
        for (var i = 0; i < packets.Length; i++)
        {
            var bytes = new byte[1200];
            packets[i] = bytes[..pair.Client.ProtectRtp(stream, new byte[1000], 90, marker: false, extension: default, bytes)];
        }

        var sink = default(NullSink);
        Receive(0, 500);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Receive(500, packets.Length);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Receive(int from, int to)
        {
            for (var i = from; i < to; i++)
            {
                pair.Server.Peer.HandleDatagram(packets[i], PeerPair.ClientAddress, pair.Network.Now, ref sink);
            }
        }
    }

    private readonly struct NullSink : IRtcSink
    {
        public DropReason OnRtp(RtcPeer peer, Span<byte> packet, Instant now) => DropReason.None;

        public DropReason OnRtcp(RtcPeer peer, ReadOnlySpan<byte> packet, Instant now) => DropReason.None;
    }
}
