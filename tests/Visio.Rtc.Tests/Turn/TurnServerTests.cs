using System.Buffers.Binary;
using Visio.Rtc.Stun;
using Visio.Rtc.Turn;

namespace Visio.Rtc.Tests.Turn;

public sealed class TurnServerTests
{
    private static readonly byte[] Channel = [0x40, 0x01, 0, 0];

    [Fact]
    public void What_a_client_sends_comes_out_and_what_is_sent_to_it_goes_back()
    {
        var client = new TurnClient().Greet();
        Assert.Equal(0, client.Allocate());
        Assert.True(StunMessage.TryParse(client.LastResponse, out var allocated));
        Assert.Equal(TurnClient.Address with { Path = 0 }, allocated.MappedAddress);
        Assert.Equal(0, client.Request(TurnMethod.CreatePermission, a => a.AddPeer(TurnClient.Media)));

        var sent = client.SendData(TurnClient.Media, "hello"u8);
        Assert.Equal("hello"u8, sent.Payload);
        Assert.Equal("PA_alice", sent.Session);
        var relayed = sent.From;

        // Without a channel the way back is a Data indication, with one it is ChannelData.
        var message = new byte[512];
        Assert.True(client.Server.TryWrap(relayed, "back"u8, message, client.Now, out var length, out var to));
        Assert.Equal(TurnClient.Address, to);
        Assert.True(TurnMessage.TryParse(message.AsSpan(0, length), out var indication));
        Assert.Equal((StunClass.Indication, TurnMethod.Data, TurnClient.Media), (indication.Class, indication.Method, indication.Peer!.Value));
        Assert.Equal("back"u8, message.AsSpan(0, length)[indication.Data]);

        Assert.Equal(0, client.Request(TurnMethod.ChannelBind, a => a.Add(TurnAttribute.ChannelNumber, Channel).AddPeer(TurnClient.Media)));
        Assert.True(client.Server.TryWrap(relayed, "back"u8, message, client.Now, out length, out _));
        Assert.Equal("40010004" + Convert.ToHexString("back"u8), Convert.ToHexString(message[..length]));
        var data = client.Send(Convert.FromHexString("40010003AABBCC00"));
        Assert.Equal([0xAA, 0xBB, 0xCC], data.Payload.ToArray());
        Assert.Equal(relayed, data.From);
    }

    /// <summary>V8 and V9 of the vulnerability museum: there is nothing behind the relay but the media server's own addresses.</summary>
    [Theory]
    [InlineData("10.0.0.2", 7882)]         // another machine of the same network
    [InlineData("192.168.1.1", 80)]
    [InlineData("172.16.0.1", 22)]
    [InlineData("100.64.0.1", 80)]
    [InlineData("127.0.0.1", 7882)]        // loopback, also as 0.0.0.0 and mapped
    [InlineData("127.1.2.3", 8080)]
    [InlineData("0.0.0.0", 7882)]
    [InlineData("::ffff:127.0.0.1", 8080)]
    [InlineData("::ffff:0.0.0.0", 7882)]
    [InlineData("169.254.169.254", 80)]    // metadata of clouds
    [InlineData("224.0.0.1", 7882)]
    [InlineData("255.255.255.255", 7882)]
    [InlineData("198.51.100.1", 40000)]    // the client itself
    [InlineData("192.0.2.55", 443)]        // anybody
    [InlineData("::1", 7882)]
    [InlineData("::", 7882)]
    [InlineData("fe80::1", 7882)]
    [InlineData("fc00::1", 7882)]
    [InlineData("fd00:ec2::254", 80)]
    [InlineData("ff02::1", 7882)]
    [InlineData("64:ff9b::a00:1", 7882)]   // 10.0.0.1 behind NAT64
    [InlineData("2002:a00:1::1", 7882)]    // 10.0.0.1 by 6to4
    [InlineData("::10.0.0.1", 7882)]       // 10.0.0.1 as IPv4-compatible
    public void Nothing_but_the_media_server_is_relayed_to(string address, int port)
    {
        var peer = TransportAddress.From(new(System.Net.IPAddress.Parse(address), port));
        foreach (var family in new byte[] { 1, 2 })
        {
            var client = new TurnClient().Greet();
            Assert.Equal(0, client.Allocate(a => a.Add(TurnAttribute.RequestedAddressFamily, [family, 0, 0, 0])));
            var refused = peer.IsIPv4 == (family == 1) ? (int)StunErrorCode.Forbidden : (int)StunErrorCode.PeerAddressFamilyMismatch;
            Assert.Equal(refused, client.Request(TurnMethod.CreatePermission, a => a.AddPeer(peer)));
            Assert.Equal(refused, client.Request(TurnMethod.ChannelBind, a => a.Add(TurnAttribute.ChannelNumber, Channel).AddPeer(peer)));

            // Hidden behind an address that is allowed, none of them is.
            var own = family == 1 ? TurnClient.Media : TurnClient.Media6;
            Assert.Equal(refused, client.Request(TurnMethod.CreatePermission, a => a.AddPeer(own).AddPeer(peer)));
            Assert.True(client.SendData(own, "x"u8).Payload.IsEmpty);
            Assert.Equal(DropReason.TurnRefused, client.SendData(peer, "x"u8).Reason);
        }
    }

    /// <summary>Other ports of the same machine: its management, its signalling, other allocations.</summary>
    [Theory]
    [InlineData(22)]
    [InlineData(3478)]
    [InlineData(7880)]
    [InlineData(49153)]
    public void Of_its_own_machine_only_the_media_port_is_relayed_to(ushort port)
    {
        var client = new TurnClient().Greet();
        Assert.Equal(0, client.Allocate());
        var peer = TransportAddress.FromIPv4(0x0A000001, port);

        // A permission is for an address without its port (RFC 8656 §9), and lets nothing else through.
        Assert.Equal(0, client.Request(TurnMethod.CreatePermission, a => a.AddPeer(peer)));
        Assert.Equal(DropReason.TurnRefused, client.SendData(peer, "x"u8).Reason);
        Assert.Equal((int)StunErrorCode.Forbidden, client.Request(TurnMethod.ChannelBind, a => a.Add(TurnAttribute.ChannelNumber, Channel).AddPeer(peer)));
    }

    [Fact]
    public void Without_permission_nothing_passes()
    {
        var client = new TurnClient().Greet();
        Assert.Equal(DropReason.TurnRefused, client.SendData(TurnClient.Media, "x"u8).Reason);
        client.Allocate();
        Assert.Equal(DropReason.TurnRefused, client.SendData(TurnClient.Media, "x"u8).Reason);
        client.Request(TurnMethod.CreatePermission, a => a.AddPeer(TurnClient.Media));
        var relayed = client.SendData(TurnClient.Media, "x"u8).From;
        client.Now += TimeSpan.FromMinutes(5);
        Assert.Equal(DropReason.TurnRefused, client.SendData(TurnClient.Media, "x"u8).Reason);
        Assert.False(client.Server.TryWrap(relayed, "x"u8, new byte[100], client.Now, out _, out _));
        Assert.Equal(DropReason.TurnRefused, client.Send(Convert.FromHexString("40010001AA")).Reason);
    }

    /// <summary>V10: credentials are good for minutes, for one session, and as long as it is there.</summary>
    [Fact]
    public void Credentials_end()
    {
        var client = new TurnClient().Greet();
        client.Now += TurnCredentials.Lifetime + TimeSpan.FromSeconds(1);
        Assert.Equal(401, client.Allocate());
        client.SignInAs("PA_alice");
        Assert.Equal(0, client.Allocate());

        // What was allocated in time is kept up past their end.
        client.Now += TimeSpan.FromMinutes(8);
        client.Greet();
        Assert.Equal(0, client.Request(TurnMethod.Refresh));
        client.Now += TimeSpan.FromMinutes(8);
        client.Greet();
        Assert.Equal(0, client.Request(TurnMethod.CreatePermission, a => a.AddPeer(TurnClient.Media)));

        client.Sessions.Remove("PA_alice");
        client.Server.EndSession("PA_alice");
        Assert.Equal([TurnClient.Address], client.Ended);
        Assert.Equal(0, client.Server.Count);
        client.SignInAs("PA_alice");
        Assert.Equal(401, client.Allocate());
    }

    [Fact]
    public void Nobody_without_the_password_is_served()
    {
        var client = new TurnClient().Greet();
        client.UsePassword("guess");
        Assert.Equal(401, client.Allocate());
        client.SignInAs("PA_carol");
        Assert.Equal(401, client.Allocate());
        Assert.Equal(0, client.Server.Count);
    }

    [Fact]
    public void A_nonce_is_for_one_client_and_ends()
    {
        var client = new TurnClient();
        foreach (var forged in new[] { "AAAAAAAAAAAAAAAA", "@@@@@@@@@@@@@@@@", "AAAAAAAAAAAAAA==", "AAAAAAAAAAAAAAA", "A A A A A A A A " })
        {
            client.Nonce = System.Text.Encoding.ASCII.GetBytes(forged);
            Assert.Equal(438, client.Allocate());
        }

        client.Greet();
        Assert.Equal(438, client.Allocate(client: TransportAddress.FromIPv4(0xC6336402, 40000)));
        client.Now += TimeSpan.FromMinutes(10);
        client.SignInAs("PA_alice");
        Assert.Equal(438, client.Allocate());
        client.Greet();
        Assert.Equal(0, client.Allocate());
    }

    [Fact]
    public void Allocations_are_made_once_and_are_somebodys()
    {
        var client = new TurnClient().Greet();
        Assert.Equal(437, client.Request(TurnMethod.Refresh));
        Assert.Equal(437, client.Request(TurnMethod.CreatePermission, a => a.AddPeer(TurnClient.Media)));
        Assert.Equal(437, client.Request(TurnMethod.ChannelBind, a => a.Add(TurnAttribute.ChannelNumber, Channel).AddPeer(TurnClient.Media)));
        Assert.Equal(0, client.Allocate(transaction: 7));
        Assert.Equal(0, client.Allocate(transaction: 7));
        Assert.Equal(437, client.Allocate(transaction: 8));
        Assert.Equal(1, client.Server.Count);

        client.SignInAs("PA_bob");
        Assert.Equal(441, client.Request(TurnMethod.Refresh));
        client.SignInAs("PA_alice");
        Assert.Equal(0, client.Request(TurnMethod.Refresh, a => a.Add(TurnAttribute.Lifetime, [0, 0, 0, 0])));
        Assert.Equal(0, client.Server.Count);
        Assert.Equal(437, client.Request(TurnMethod.Refresh, a => a.Add(TurnAttribute.Lifetime, [0, 0, 0, 0])));
    }

    [Fact]
    public void An_allocation_that_is_not_refreshed_ends()
    {
        var client = new TurnClient().Greet();
        Assert.Equal(0, client.Allocate(a => a.Add(TurnAttribute.Lifetime, [0xFF, 0xFF, 0xFF, 0xFF])));
        client.Now += TimeSpan.FromMinutes(10) - TimeSpan.FromSeconds(1);
        client.Server.HandleTimeout(client.Now);
        Assert.Equal(1, client.Server.Count);
        client.Now += TimeSpan.FromSeconds(1);
        client.Server.HandleTimeout(client.Now);
        Assert.Equal(0, client.Server.Count);
        Assert.Equal([TurnClient.Address], client.Ended);
    }

    [Fact]
    public void What_cannot_be_had_is_refused_with_its_reason()
    {
        var client = new TurnClient().Greet();
        Assert.Equal(400, client.Request(TurnMethod.Allocate));
        Assert.Equal(442, client.Request(TurnMethod.Allocate, a => a.Add(TurnAttribute.RequestedTransport, [6, 0, 0, 0])));
        Assert.Equal(440, client.Allocate(a => a.Add(TurnAttribute.RequestedAddressFamily, [3, 0, 0, 0])));
        Assert.Equal(508, client.Allocate(a => a.Add(TurnAttribute.EvenPort, [0x80])));
        Assert.Equal(420, client.Allocate(a => a.Add((TurnAttribute)0x7FFF, [])));
        Assert.Equal(0, client.Server.Count);
        Assert.Equal(0, client.Allocate());
        Assert.Equal(400, client.Request(TurnMethod.CreatePermission));
        Assert.Equal(400, client.Request(TurnMethod.ChannelBind, a => a.AddPeer(TurnClient.Media)));
        Assert.Equal(400, client.Request(TurnMethod.ChannelBind, a => a.Add(TurnAttribute.ChannelNumber, [0x50, 0, 0, 0]).AddPeer(TurnClient.Media)));
        Assert.Equal(443, client.Request(TurnMethod.Refresh, a => a.Add(TurnAttribute.RequestedAddressFamily, [2, 0, 0, 0])));
    }

    [Fact]
    public void A_channel_and_an_address_belong_together()
    {
        var second = TransportAddress.FromIPv4(0x0A000009, 7882);
        var client = new TurnClient(null, TurnClient.Media, second).Greet();
        client.Allocate();
        Assert.Equal(0, Bind(0x4001, TurnClient.Media));
        Assert.Equal(0, Bind(0x4001, TurnClient.Media));
        Assert.Equal(400, Bind(0x4001, second));
        Assert.Equal(400, Bind(0x4002, TurnClient.Media));
        Assert.Equal(0, Bind(0x4002, second));

        int Bind(ushort channel, TransportAddress peer)
        {
            var number = new byte[4];
            BinaryPrimitives.WriteUInt16BigEndian(number, channel);
            return client.Request(TurnMethod.ChannelBind, a => a.Add(TurnAttribute.ChannelNumber, number).AddPeer(peer));
        }
    }

    [Fact]
    public void Quotas_are_kept()
    {
        var client = new TurnClient(new() { AllocationsPerSession = 2, Allocations = 3, BytesPerSecond = 1000 });
        Assert.Equal(0, AllocateAt(1));
        Assert.Equal(0, AllocateAt(2));
        Assert.Equal(486, AllocateAt(3));
        client.SignInAs("PA_bob");
        Assert.Equal(0, AllocateAt(4));
        Assert.Equal(508, AllocateAt(5));
        client.Server.EndClient(TransportAddress.FromIPv4(0xC6336400, 1));
        client.SignInAs("PA_alice");
        Assert.Equal(0, AllocateAt(6));

        client = new TurnClient(new() { BytesPerSecond = 1000 }).Greet();
        client.Allocate();
        client.Request(TurnMethod.CreatePermission, a => a.AddPeer(TurnClient.Media));
        var passed = Enumerable.Range(0, 10).Count(_ => client.SendData(TurnClient.Media, new byte[500]).Reason == DropReason.None);
        Assert.Equal(4, passed);
        Assert.Equal(DropReason.TurnOverQuota, client.SendData(TurnClient.Media, new byte[500]).Reason);
        client.Now += TimeSpan.FromSeconds(1);
        Assert.Equal(DropReason.None, client.SendData(TurnClient.Media, new byte[500]).Reason);

        int AllocateAt(ushort port)
        {
            var address = TransportAddress.FromIPv4(0xC6336400, port);
            client.Greet(address);
            return client.Allocate(client: address);
        }
    }

    /// <summary>V12: who may be somebody else gets little, and not often; who is known to be there gets every answer.</summary>
    [Fact]
    public void Strangers_get_short_answers_and_few()
    {
        var client = new TurnClient();
        var requests = new[] { client.Unsigned(TurnMethod.Allocate, a => a.Add(TurnAttribute.RequestedTransport, [17, 0, 0, 0])), client.Unsigned(TurnMethod.Refresh) };
        foreach (var request in requests)
        {
            Assert.NotEqual(0, client.Send(request).ResponseLength);
            Assert.InRange(client.LastResponse.Length, 1, 3 * request.Length);
        }

        var answered = 2 + Enumerable.Range(0, 1000).Count(_ => client.Send(requests[0]).ResponseLength > 0);
        Assert.Equal(new TurnLimits().RefusalsPerSecond, answered);
        Assert.NotEqual(0, client.Server.Receive(requests[0], TurnClient.Address, isReachable: true, client.Now, new byte[512]).ResponseLength);
        client.Now += TimeSpan.FromSeconds(1);
        Assert.NotEqual(0, client.Send(requests[0]).ResponseLength);
    }

    [Theory]
    [InlineData("")]
    [InlineData("40")]
    [InlineData("4001FFFFAA")]
    [InlineData("000100002112A442000102030405060708090A0B")] // Binding is not served: its answer would be longer than it.
    [InlineData("010300002112A442000102030405060708090A0B")]
    [InlineData("000300042112A442000102030405060708090A0B00190004")]
    [InlineData("001600002112A442000102030405060708090A0B")]
    [InlineData("16030100FF")]
    public void What_is_no_request_gets_no_answer(string datagram) =>
        Assert.Equal(0, new TurnClient().Send(Convert.FromHexString(datagram)).ResponseLength);
}
