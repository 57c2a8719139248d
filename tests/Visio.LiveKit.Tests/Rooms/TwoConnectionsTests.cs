using System.Diagnostics;
using System.Net.WebSockets;
using System.Text;
using Google.Protobuf;
using Visio.LiveKit.Protocol;
using Visio.LiveKit.Rooms;
using Visio.LiveKit.Tokens;
using Visio.Rtc.Sctp;
using Kind = Visio.LiveKit.Protocol.SignalResponse.MessageOneofCase;
using State = Visio.LiveKit.Protocol.ParticipantInfo.Types.State;

namespace Visio.LiveKit.Tests.Rooms;

/// <summary>Clients with two peer connections, by the order of messages recorded from the reference with livekit-client.</summary>
public sealed class TwoConnectionsTests(LiveKitHost host) : IClassFixture<LiveKitHost>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task A_join_gets_join_token_offer_and_candidates()
    {
        await using var ann = await SignalClient.JoinOlderAsync(host.Address, Token("ann"));

        await ann.WaitAsync(r => r.Trickle is { Final: true });

        Assert.Equal([Kind.Join, Kind.RefreshToken, Kind.Offer, Kind.Trickle], ann.Received.Select(r => r.MessageCase).Where(k => k != Kind.RoomUpdate).Distinct());
        Assert.Equal((true, true), (ann.Join.SubscriberPrimary, ann.Join.FastPublish));
        Assert.Equal("offer", ann.Received.Single(r => r.Offer is not null).Offer.Type);
        Assert.All(ann.Received.Where(r => r.Trickle is not null), r => Assert.Equal(SignalTarget.Subscriber, r.Trickle.Target));
    }

    [Fact]
    public async Task Json_is_answered_by_json()
    {
        await using var ann = await SignalClient.JoinOlderAsync(host.Address, Token("ann"));

        await ann.SendJsonAsync("""{"add_track":{"cid":"c","source":"MICROPHONE"}}""");

        (byte[] Bytes, WebSocketMessageType Type)? frame;
        do
        {
            frame = await ann.ReceiveFrameAsync();
        }
        while (frame is { Type: WebSocketMessageType.Binary });
        Assert.Contains("\"trackPublished\"", Encoding.UTF8.GetString(frame!.Value.Bytes), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("protocol=2", true)]
    [InlineData("protocol=17", false)]
    public async Task Who_cannot_receive_first_publishes_first(string query, bool canSubscribe)
    {
        await using var ann = await SignalClient.JoinOlderAsync(host.Address, Token("ann", new() { CanSubscribe = canSubscribe }), query);

        await ann.SendAsync(new() { PingReq = new() });
        await ann.WaitAsync(r => r.PongResp is not null);

        Assert.False(ann.Join.SubscriberPrimary);
        Assert.DoesNotContain(ann.Received, r => r.Offer is not null);
    }

    [Fact]
    public async Task Sound_and_data_travel_between_clients_of_both_kinds_of_connection()
    {
        await using var annSignal = await SignalClient.JoinOlderAsync(host.Address, Token("ann"));
        await using var bobSignal = await SignalClient.JoinOlderAsync(host.Address, Token("bob"));
        using var ann = new TwoConnections(annSignal);
        using var bob = new TwoConnections(bobSignal);
        await ann.AnswerAsync();
        await bob.AnswerAsync();
        await ann.PublishAsync();
        await bob.PublishAsync();

        // Each is offered the other's track, after it was told of it.
        foreach (var (client, signal) in new[] { (ann, annSignal), (bob, bobSignal) })
        {
            var offer = await client.AnswerAsync();
            var sid = Assert.Single(offer.MidToTrackId).Value;
            Assert.Contains(signal.Received, r => r.Update is not null && r.Update.Participants.Any(p => p.Tracks.Any(t => t.Sid == sid)));
        }

        // Data waits until its channels are open; sound does not.
        Pump(() => ann.Publisher.Peer.IsConnected && bob.Publisher.Peer.IsConnected && ann.Subscriber.Peer.IsConnected && bob.Subscriber.Peer.IsConnected, ann, bob);
        ann.Send(Packet("hello from ann"));
        bob.Send(Packet("hello from bob"));
        Pump(
            () =>
            {
                ann.Say("ann's voice");
                bob.Say("bob's voice");
                return ann.Subscriber.Rtp.Count > 5 && bob.Subscriber.Rtp.Count > 5 && ann.Packets.Any() && bob.Packets.Any();
            },
            ann,
            bob);

        Assert.Equal("bob's voice"u8, ann.Subscriber.Rtp[0].Payload);
        Assert.Equal("ann's voice"u8, bob.Subscriber.Rtp[0].Payload);
        Assert.Equal(("bob", "hello from bob"), Read(ann.Packets.Single()));
        Assert.Equal(("ann", "hello from ann"), Read(bob.Packets.Single()));
        Assert.Equal(
            ["_lossy", "_reliable"],
            ann.Subscriber.DataEvents.Where(e => e.Kind == DataChannelEventKind.Opened).Select(e => e.Label).Order(StringComparer.Ordinal));
        Assert.Empty(ann.Publisher.Rtp);

        // Of the published track the publisher is told by its own connection, of the received one by the other.
        bob.Report();
        Pump(
            () =>
            {
                ann.Say("ann's voice");
                bob.Say("bob's voice");
                return ann.Publisher.Rtcp.Count > 0 && ann.Subscriber.Rtcp.Count > 0;
            },
            ann,
            bob);
        Assert.Contains(ann.Publisher.Rtcp, p => p[1] == 201);
        Assert.DoesNotContain(ann.Publisher.Rtcp, p => p[1] == 200);
        Assert.Contains(ann.Subscriber.Rtcp, p => p[1] == 200);
        Assert.DoesNotContain(ann.Subscriber.Rtcp, p => p[1] == 201);
        await annSignal.WaitAsync(r => r.Update?.Participants[0] is { Identity: "ann", State: State.Active });
    }

    [Fact]
    public async Task Frames_of_a_data_track_arrive_under_the_handle_of_the_receiver()
    {
        await using var annSignal = await SignalClient.JoinOlderAsync(host.Address, Token("ann"));
        await using var bobSignal = await SignalClient.JoinOlderAsync(host.Address, Token("bob"));
        using var ann = new TwoConnections(annSignal);
        using var bob = new TwoConnections(bobSignal);
        await ann.AnswerAsync();
        await bob.AnswerAsync();
        await ann.PublishAsync();
        Pump(() => ann.Publisher.Peer.IsConnected && bob.Subscriber.Peer.IsConnected, ann, bob);
        await annSignal.SendAsync(new() { PublishDataTrackRequest = new() { PubHandle = 0x1234, Name = "pose" } });
        var info = (await annSignal.WaitAsync(r => r.PublishDataTrackResponse is not null)).PublishDataTrackResponse.Info;
        await bobSignal.SendAsync(new() { UpdateDataSubscription = new() { Updates = { new UpdateDataSubscription.Types.Update { TrackSid = info.Sid, Subscribe = true } } } });
        Assert.Equal(1u, Assert.Single((await bobSignal.WaitAsync(r => r.DataTrackSubscriberHandles is not null)).DataTrackSubscriberHandles.SubHandles).Key);

        // Version 0, start and final flags; handle, sequence, frame, timestamp, payload. Others are of no track, of another version, too short.
        byte[] packet = [0x18, 0, 0x12, 0x34, 0, 1, 0, 2, 0, 0, 0, 3, 0xAA, 0xBB];
        byte[] arrived = [0x18, 0, 0, 1, 0, 1, 0, 2, 0, 0, 0, 3, 0xAA, 0xBB];
        var frames = () => bob.Subscriber.Messages.Where(m => m.Message.Span[^1] == 0xBB).Select(m => m.Message.ToArray()).ToArray();
        Pump(
            () =>
            {
                ann.SendFrame([0x18, 0, 0x12, 0x35, .. packet.AsSpan(4)]);
                ann.SendFrame([0x38, .. packet.AsSpan(1)]);
                ann.SendFrame([0x18, 0, 0x12, 0x34, 0xBB]);
                ann.SendFrame(packet);
                return frames().Length > 3;
            },
            ann,
            bob);

        Assert.All(frames(), f => Assert.Equal(arrived, f));
    }

    [Fact]
    public async Task Who_is_moved_is_heard_and_hears_in_the_other_room()
    {
        const string there = nameof(Who_is_moved_is_heard_and_hears_in_the_other_room) + "2";
        await using var annSignal = await SignalClient.JoinOlderAsync(host.Address, Token("ann"));
        await using var bobSignal = await SignalClient.JoinOlderAsync(host.Address, Token("bob", room: there));
        using var ann = new TwoConnections(annSignal);
        using var bob = new TwoConnections(bobSignal);
        await ann.AnswerAsync();
        await bob.AnswerAsync();
        await ann.PublishAsync();
        await bob.PublishAsync();
        Pump(() => ann.Publisher.Peer.IsConnected && bob.Publisher.Peer.IsConnected && ann.Subscriber.Peer.IsConnected && bob.Subscriber.Peer.IsConnected, ann, bob);
        await annSignal.WaitAsync(r => r.Update?.Participants[0] is { Identity: "ann", State: State.Active });

        var rooms = host.Server.Rooms;
        var outcome = await RoomMove.RunAsync(rooms.Find(nameof(Who_is_moved_is_heard_and_hears_in_the_other_room))!, "ann", rooms.Find(there)!);
        Assert.Equal(MoveOutcome.Moved, outcome);
        await annSignal.WaitAsync(r => r.RoomMoved is not null);
        await ann.AnswerAsync();
        await bob.AnswerAsync();
        ann.Send(Packet("hello from ann"));
        Pump(
            () =>
            {
                ann.Say("ann's voice");
                bob.Say("bob's voice");
                return ann.Subscriber.Rtp.Count > 5 && bob.Subscriber.Rtp.Count > 5 && bob.Packets.Any();
            },
            ann,
            bob);

        Assert.Equal("bob's voice"u8, ann.Subscriber.Rtp[0].Payload);
        Assert.Equal("ann's voice"u8, bob.Subscriber.Rtp[0].Payload);
        Assert.Equal(("ann", "hello from ann"), Read(bob.Packets.Single()));
    }

    [Fact]
    public async Task Who_is_forwarded_is_heard_in_both_rooms()
    {
        const string here = nameof(Who_is_forwarded_is_heard_in_both_rooms), there = here + "2";
        await using var annSignal = await SignalClient.JoinOlderAsync(host.Address, Token("ann"));
        await using var bobSignal = await SignalClient.JoinOlderAsync(host.Address, Token("bob"));
        await using var cleoSignal = await SignalClient.JoinOlderAsync(host.Address, Token("cleo", room: there));
        using var ann = new TwoConnections(annSignal);
        using var bob = new TwoConnections(bobSignal);
        using var cleo = new TwoConnections(cleoSignal);
        await ann.AnswerAsync();
        await bob.AnswerAsync();
        await cleo.AnswerAsync();
        await ann.PublishAsync();
        await bob.AnswerAsync();
        Pump(() => ann.Publisher.Peer.IsConnected && bob.Subscriber.Peer.IsConnected && cleo.Subscriber.Peer.IsConnected, ann, bob, cleo);

        var (from, to) = (host.Server.Rooms.Find(here)!, host.Server.Rooms.Find(there)!);
        Assert.Equal(MoveOutcome.Moved, await Forwarding.RunAsync(from, "ann", to));
        await cleo.AnswerAsync();
        ann.Send(Packet("for all"));
        ann.Send(new() { DestinationIdentities = { "bob" }, User = new() { Payload = ByteString.CopyFromUtf8("for bob") } });
        ann.Send(Packet("for all again"));
        Pump(
            () =>
            {
                ann.Say("ann's voice");
                return bob.Subscriber.Rtp.Count > 5 && cleo.Subscriber.Rtp.Count > 5 && bob.Packets.Count() == 3 && cleo.Packets.Count() == 2;
            },
            ann,
            bob,
            cleo);
        Assert.Equal("ann's voice"u8, cleo.Subscriber.Rtp[0].Payload);
        Assert.Equal([("ann", "for all"), ("ann", "for all again")], cleo.Packets.Select(Read));
        Assert.All(cleo.Packets, p => Assert.Equal(annSignal.Join.Participant.Sid, p.ParticipantSid));

        // Who speaks there, speaks here.
        await from.AskAsync(parts =>
        {
            parts.Media.Handle(new Visio.Sfu.MediaEvent.SpeakersChanged([new(parts.Room.Publications.Keys.Single(), 0.5f, Active: true)]));
            return true;
        });
        var speaker = Assert.Single((await cleoSignal.WaitAsync(r => r.SpeakersChanged is not null)).SpeakersChanged.Speakers);
        Assert.Equal((annSignal.Join.Participant.Sid, 0.5f, true), (speaker.Sid, speaker.Level, speaker.Active));

        // The end there is none here.
        await to.AskAsync(parts => parts.Moderation.Remove("ann"));
        var heard = HearMore();
        Assert.Equal(heard, HearMore());

        int HearMore()
        {
            var more = bob.Subscriber.Rtp.Count + 10;
            Pump(
                () =>
                {
                    ann.Say("ann's voice");
                    return bob.Subscriber.Rtp.Count > more;
                },
                ann,
                bob,
                cleo);
            return cleo.Subscriber.Rtp.Count;
        }
    }

    [Fact]
    public async Task Data_is_taken_from_the_publishers_connection_only()
    {
        await using var ann = await SignalClient.JoinOlderAsync(host.Address, Token("ann"));
        await using var bob = await SignalClient.JoinOlderAsync(host.Address, Token("bob"));

        var held = await host.Server.Rooms.Find(nameof(Data_is_taken_from_the_publishers_connection_only))!.AskAsync(parts =>
        {
            var sender = parts.Room.Participants["ann"];
            var channel = new DataChannelId(1);
            parts.Data.ChannelOpened(sender, sender.SubscriberPeer, channel, "_reliable");
            parts.Data.ChannelOpened(sender, sender.Peer, channel, "_reliable");
            parts.Data.Received(sender, sender.SubscriberPeer, channel, Packet("smuggled").ToByteArray());
            parts.Data.Received(sender, sender.Peer, channel, Packet("sent").ToByteArray());
            return parts.Room.Participants["bob"].Channels.TakeHeld();
        });

        Assert.Equal("sent", Read(DataPacket.Parser.ParseFrom(Assert.Single(held!).Span)).Text);
    }

    [Fact]
    public async Task An_answer_that_cannot_be_read_makes_its_client_join_again()
    {
        await using var ann = await SignalClient.JoinOlderAsync(host.Address, Token("ann"));
        var offer = (await ann.WaitAsync(r => r.Offer is not null)).Offer;

        // One to an offer that was never made is passed over.
        await ann.SendAsync(new() { Answer = new() { Type = "answer", Id = offer.Id + 9, Sdp = "nonsense" } });
        await ann.SendAsync(new() { PingReq = new() });
        await ann.WaitAsync(r => r.PongResp is not null);
        await ann.SendAsync(new() { Answer = new() { Type = "answer", Id = offer.Id, Sdp = "nonsense" } });

        await ann.WaitForCloseAsync();
        Assert.Equal((DisconnectReason.StateMismatch, LeaveRequest.Types.Action.Reconnect), (ann.Received[^1].Leave.Reason, ann.Received[^1].Leave.Action));
    }

    [Fact]
    public async Task A_resume_is_followed_by_an_offer_with_new_credentials()
    {
        await using var ann = await SignalClient.JoinOlderAsync(host.Address, Token("ann"));
        var first = (await ann.WaitAsync(r => r.Offer is not null)).Offer;

        await using var resumed = await SignalClient.JoinOlderAsync(
            host.Address, Token("ann"), $"protocol=17&sdk=js&version=2.23.0&reconnect=1&sid={ann.Join.Participant.Sid}");
        await resumed.WaitAsync(r => r.Trickle is { Final: true });

        Assert.Equal(
            [Kind.Reconnect, Kind.Update, Kind.RoomUpdate, Kind.RefreshToken, Kind.Offer, Kind.Trickle],
            resumed.Received.Select(r => r.MessageCase).Distinct());
        var offer = resumed.Received.Single(r => r.Offer is not null).Offer;
        Assert.Equal(first.Id + 1, offer.Id);
        Assert.NotEqual(Fragment(first.Sdp), Fragment(offer.Sdp));
    }

    private static string Fragment(string sdp) => sdp.Split("a=ice-ufrag:")[1].Split('\r', '\n')[0];

    [Theory]
    [InlineData("", true)]
    [InlineData("&subscriber_allow_pause=0", false)]
    public async Task Whose_link_carries_no_picture_is_told_so_or_gets_it_nevertheless(string query, bool isPaused)
    {
        await using var annSignal = await SignalClient.JoinOlderAsync(host.Address, Token("ann", room: "pause" + isPaused));
        await using var bobSignal = await SignalClient.JoinOlderAsync(host.Address, Token("bob", room: "pause" + isPaused), "protocol=17&sdk=js&version=2.23.0" + query);
        using var ann = new TwoConnections(annSignal);
        using var bob = new TwoConnections(bobSignal);
        await ann.AnswerAsync();
        await bob.AnswerAsync();
        await ann.PublishAsync(hasCamera: true);
        while ((await bob.AnswerAsync()).MidToTrackId.Count < 2)
        {
        }

        Pump(() => ann.Publisher.Peer.IsConnected && bob.Subscriber.Peer.IsConnected, ann, bob);
        Pump(
            () =>
            {
                ann.Show();
                return bob.Subscriber.Rtp.Count > 20;
            },
            ann,
            bob);
        bob.Estimate(new(9_000));
        if (!isPaused)
        {
            Pump(
                () =>
                {
                    ann.Show();
                    return bob.Subscriber.Rtp.Count > 100;
                },
                ann,
                bob);
            return;
        }

        var told = bobSignal.WaitAsync(r => r.StreamStateUpdate is not null);
        Pump(
            () =>
            {
                ann.Show();
                return told.IsCompleted;
            },
            ann,
            bob);
        var state = Assert.Single((await told).StreamStateUpdate.StreamStates);
        var camera = bobSignal.Received.Where(r => r.Update is not null).SelectMany(r => r.Update.Participants).SelectMany(p => p.Tracks).Last(t => t.Type == TrackType.Video);
        Assert.Equal((annSignal.Join.Participant.Sid, camera.Sid, StreamState.Paused), (state.ParticipantSid, state.TrackSid, state.State));
    }

    private static DataPacket Packet(string text) => new() { User = new() { Payload = ByteString.CopyFromUtf8(text) } };

    private static (string From, string Text) Read(DataPacket packet) => (packet.ParticipantIdentity, packet.User.Payload.ToStringUtf8());

    private static void Pump(Func<bool> condition, params TwoConnections[] clients)
    {
        for (var start = Stopwatch.GetTimestamp(); !condition(); clients[0].Wait())
        {
            Assert.True(Stopwatch.GetElapsedTime(start) < Patience, "nothing came: " + string.Join("; ", clients.Select(c => c.ToString())));
            foreach (var client in clients)
            {
                client.Pump();
            }
        }
    }

    private string Token(string identity, VideoGrant? grant = null, [System.Runtime.CompilerServices.CallerMemberName] string room = "") =>
        LiveKitHost.Token(identity, room, grant);
}
