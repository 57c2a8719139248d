using Visio.Rtc.Sctp;
using Visio.Rtc.Time;
using Visio.Testing;

namespace Visio.Rtc.Tests;

/// <summary>What strangers, and the network between friends, can do to a call: nothing.</summary>
public sealed class HostileDatagramTests
{
    [Fact]
    public void A_ClientHello_from_an_address_that_ICE_has_not_validated_never_reaches_DTLS()
    {
        using var pair = new PeerPair(1);
        byte[]? clientHello = null;
        pair.Network.OnArrival = (datagram, _, to) =>
        {
            if (to == PeerPair.ServerAddress && datagram[0] == 22)
            {
                clientHello ??= datagram.ToArray();
            }
        };
        pair.Connect();
        Assert.NotNull(clientHello);

        // Against a call, and against a peer that waits for its client.
        Assert.Equal(DropReason.DtlsUnexpected, Receive(pair.Server, clientHello, PeerPair.Stranger, pair.Network.Now));
        using var waiting = new PeerPair(2);
        Assert.Equal(DropReason.DtlsUnexpected, Receive(waiting.Server, clientHello, PeerPair.Stranger, waiting.Network.Now));
        Assert.False(waiting.Server.Peer.TryPollTransmit(new byte[RtcPeer.MaxDatagramSize], out _, out _, waiting.Network.Now));
        waiting.Connect();
    }

    [Fact]
    public void Replayed_media_and_DTLS_from_another_address_change_nothing()
    {
        using var pair = new PeerPair(3);
        var seen = new List<byte[]>();
        pair.Network.OnArrival = (datagram, _, to) =>
        {
            if (to == PeerPair.ServerAddress && datagram[0] >= 20)
            {
                seen.Add(datagram.ToArray());
            }
        };
        pair.Connect();
        pair.Client.SendRtp(new(1, 96), "payload"u8, 1);
        pair.Network.Run(TimeSpan.FromSeconds(1));
        foreach (var datagram in seen)
        {
            Assert.Contains(
                Receive(pair.Server, datagram, PeerPair.Stranger, pair.Network.Now), new[] { DropReason.UnknownPeer, DropReason.DtlsUnexpected });
        }

        Assert.Equal(PeerPair.ClientAddress, pair.Server.Peer.RemoteAddress);
        Assert.Single(pair.Server.Events);
        Assert.Single(pair.Server.Rtp);
    }

    [Theory]
    [InlineData(21)]
    [InlineData(22)]
    public void Fifty_thousand_random_and_mutated_datagrams_leave_the_call_as_it_was(int seed)
    {
        using var pair = new PeerPair(seed);
        var genuine = new List<byte[]>();
        pair.Network.OnArrival = (datagram, _, to) =>
        {
            if (to == PeerPair.ServerAddress && genuine.Count < 500)
            {
                genuine.Add(datagram.ToArray());
            }
        };
        pair.Connect();
        var channel = pair.OpenChannel("chat", new());
        var stream = new TestRtpStream(1, 96);
        for (var i = 0; i < 50; i++)
        {
            pair.Client.SendRtp(stream, new byte[50 + i], 90);
            pair.Client.SendRtcp(Convert.FromHexString("80c9000100000001"));
            pair.Network.Run(TimeSpan.FromMilliseconds(20));
        }

        pair.Network.Run(TimeSpan.FromSeconds(6));
        var random = new SeededRandom(seed);
        var received = pair.Server.Rtp.Count;
        var transmit = new byte[RtcPeer.MaxDatagramSize];
        for (var i = 0; i < 50_000; i++)
        {
            var bytes = i % 3 == 0 ? CreateRandom(random) : CreateMutated(random, genuine);
            Receive(pair.Server, bytes, i % 2 == 0 ? PeerPair.ClientAddress : PeerPair.Stranger, pair.Network.Now);
            while (pair.Server.Peer.TryPollTransmit(transmit, out _, out _, pair.Network.Now))
            {
            }
        }

        var context = $"seed {seed}: {string.Join(", ", pair.Server.Outcomes)}";
        Assert.True(pair.Server.Peer.IsConnected, context);
        Assert.True(pair.Server.Peer.RemoteAddress == PeerPair.ClientAddress, context);
        Assert.True(pair.Server.Rtp.Count == received, context);
        Assert.True(pair.Server.Events.Count == 1, context);

        pair.Client.SendRtp(stream, "still here"u8, 90);
        pair.Client.Peer.SendData(channel, DataMessageKind.Text, "still here"u8, pair.Network.Now);
        pair.Network.Run(TimeSpan.FromSeconds(2));
        Assert.Equal(received + 1, pair.Server.Rtp.Count);
        Assert.Single(pair.Server.Messages);
    }

    private static byte[] CreateRandom(SeededRandom random)
    {
        var bytes = new byte[random.Next(300)];
        random.Fill(bytes);
        if (bytes.Length > 0 && random.Next(4) > 0)
        {
            ReadOnlySpan<byte> starts = [0, 1, 2, 3, 20, 21, 22, 23, 63, 128, 144, 191];
            bytes[0] = starts[random.Next(starts.Length)];
        }

        return bytes;
    }

    /// <summary>A datagram of the call with some bytes changed, cut or lengthened. Never the genuine one.</summary>
    private static byte[] CreateMutated(SeededRandom random, List<byte[]> genuine)
    {
        var original = genuine[random.Next(genuine.Count)];
        var bytes = original.ToArray();
        for (var n = random.Next(3); n >= 0; n--)
        {
            bytes[random.Next(bytes.Length)] ^= (byte)(1 + random.Next(255));
        }

        if (random.Next(4) == 0)
        {
            Array.Resize(ref bytes, random.Next(bytes.Length + 20));
        }

        return bytes.AsSpan().SequenceEqual(original) ? [] : bytes;
    }

    private static DropReason Receive(TestPeer peer, byte[] datagram, TransportAddress from, Instant now)
    {
        var before = peer.Outcomes.ToDictionary();
        peer.Receive(datagram, from, now);
        return peer.Outcomes.First(o => o.Value != before.GetValueOrDefault(o.Key)).Key;
    }
}
