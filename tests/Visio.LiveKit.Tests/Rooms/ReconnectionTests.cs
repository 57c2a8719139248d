using System.Diagnostics;
using System.Net.WebSockets;
using Google.Protobuf;
using Visio.LiveKit.Protocol;
using Visio.LiveKit.Rooms;
using Visio.LiveKit.Tokens;
using Action = Visio.LiveKit.Protocol.LeaveRequest.Types.Action;
using Kind = Visio.LiveKit.Protocol.SignalResponse.MessageOneofCase;
using State = Visio.LiveKit.Protocol.ParticipantInfo.Types.State;

namespace Visio.LiveKit.Tests.Rooms;

/// <summary>Sockets and transports that are lost, and what is waited for how long. The room's clock is set forward.</summary>
public sealed class ReconnectionTests : IAsyncLifetime
{
    private const string Room = "room";
    private readonly ShiftedTime _time = new();
    private readonly LiveKitHost _host;

    public ReconnectionTests() => _host = new(_ => { }, _time);

    public Task InitializeAsync() => _host.InitializeAsync();

    public Task DisposeAsync() => _host.DisposeAsync();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Who_is_silent_but_talks_to_us_is_told_to_resume(bool hasTwoConnections)
    {
        await using var bob = await SignalClient.JoinAsync(_host.Address, Token("bob"));
        await using var ann = await JoinAsync("ann", hasTwoConnections);
        await ConnectAsync("ann");
        await ConnectAsync("bob");
        await AskAsync("ann", (parts, p) => parts.Membership.MediaLost(p, p.PrimaryPeer));
        _time.Advance(Deadlines.Heal);
        await TickAsync();

        Assert.Equal(WebSocketCloseStatus.NormalClosure, await ann.WaitForCloseAsync());
        var leave = ann.Received[^1].Leave;
        Assert.Equal((DisconnectReason.ConnectionTimeout, Action.Resume, true), (leave.Reason, leave.Action, leave.CanReconnect));

        // Back in time: it stays who it is, and once it is heard nothing is waited for any more.
        await using var resumed = await ResumeAsync(ann, hasTwoConnections);
        await AskAsync("ann", (parts, p) => parts.Membership.MediaBack(p, p.PrimaryPeer));
        _time.Advance(TimeSpan.FromSeconds(30));
        await TickAsync();
        await PingAsync(resumed);

        // Not back in time: it is gone for everybody.
        await AskAsync("ann", (parts, p) => parts.Membership.MediaLost(p, p.PrimaryPeer));
        _time.Advance(Deadlines.Heal);
        await TickAsync();
        await resumed.WaitForCloseAsync();
        _time.Advance(Deadlines.Resume);
        await TickAsync();
        var gone = (await bob.WaitAsync(r => r.Update?.Participants[0] is { Identity: "ann", State: State.Disconnected })).Update.Participants[0];
        Assert.Equal(DisconnectReason.ConnectionTimeout, gone.DisconnectReason);
        Assert.Equal(Action.Reconnect, (await FirstAnswerToResumeAsync(ann, hasTwoConnections)).Leave.Action);
    }

    [Fact]
    public async Task One_connection_of_two_that_is_heard_does_not_make_up_for_the_other()
    {
        await using var ann = await JoinAsync("ann", hasTwoConnections: true);
        await ConnectAsync("ann");
        await AskAsync("ann", (parts, p) =>
        {
            parts.Membership.MediaLost(p, p.Peer);
            parts.Membership.MediaLost(p, p.SubscriberPeer);
            parts.Membership.MediaBack(p, p.SubscriberPeer);
        });
        _time.Advance(Deadlines.Heal);
        await TickAsync();

        await ann.WaitForCloseAsync();
        Assert.Equal(Action.Resume, ann.Received[^1].Leave.Action);
    }

    [Fact]
    public async Task Media_that_never_comes_up_is_a_failed_join()
    {
        await using var ann = await SignalClient.JoinAsync(_host.Address, Token("ann"));
        _time.Advance(Deadlines.Connect);
        await TickAsync();

        await ann.WaitForCloseAsync();
        Assert.Equal((DisconnectReason.JoinFailure, Action.Reconnect), (ann.Received[^1].Leave.Reason, ann.Received[^1].Leave.Action));
    }

    [Fact]
    public async Task An_offer_that_is_not_answered_ends_the_session()
    {
        await using var ann = await SignalClient.JoinOlderAsync(_host.Address, Token("ann"));
        await ConnectAsync("ann");
        _time.Advance(Deadlines.Offer);
        await TickAsync();

        await ann.WaitForCloseAsync();
        Assert.Equal((DisconnectReason.StateMismatch, Action.Reconnect), (ann.Received[^1].Leave.Reason, ann.Received[^1].Leave.Action));
    }

    [Fact]
    public async Task Orders_that_were_missed_are_given_right_after_the_resume()
    {
        await using var ann = await JoinWithOfferAsync("ann");
        var sid = await ann.PublishAsync(TrackSource.Microphone);
        await ConnectAsync("ann");
        await LoseSocketAsync(ann, "ann");

        await AskAsync("ann", (parts, p) => parts.Moderation.Mute(p.Tracks[0]));
        await using var resumed = await ResumeAsync(ann);

        Assert.Equal([Kind.Reconnect, Kind.Mute, Kind.Update, Kind.RoomUpdate, Kind.RefreshToken], resumed.Received.Select(r => r.MessageCase));
        Assert.Equal((sid, true), (resumed.Received[1].Mute.Sid, resumed.Received[1].Mute.Muted));
        await using var again = await ResumeAsync(ann);
        Assert.DoesNotContain(again.Received, r => r.Mute is not null);
    }

    /// <summary>It may have been said over the socket before to a client that had given that up already.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Which_tracks_are_paused_is_said_after_every_resume(bool hadSocket)
    {
        await using var bob = await JoinWithOfferAsync("bob");
        var sid = await bob.PublishAsync(TrackSource.Camera);
        await using var ann = await JoinWithOfferAsync("ann");
        await ConnectAsync("ann");
        if (!hadSocket)
        {
            await LoseSocketAsync(ann, "ann");
        }

        await AskAsync("ann", (parts, p) =>
        {
            var subscription = p.Subscriptions[sid];
            subscription.Id = new(7);
            Subscriptions.StreamsChanged(p, [new(new(7), IsPaused: true)]);
            Subscriptions.StreamsChanged(p, [new(new(7), IsPaused: false)]);
        });
        await using var resumed = await ResumeAsync(ann);

        var state = Assert.Single(Assert.Single(resumed.Received, r => r.StreamStateUpdate is not null).StreamStateUpdate.StreamStates);
        Assert.Equal((bob.Join.Participant.Sid, sid, StreamState.Active), (state.ParticipantSid, state.TrackSid, state.State));
    }

    [Fact]
    public async Task A_track_that_was_stopped_meanwhile_is_no_reason_to_join_again()
    {
        await using var ann = await JoinWithOfferAsync("ann");
        var sid = await ann.PublishAsync(TrackSource.Microphone);
        await ConnectAsync("ann");
        await LoseSocketAsync(ann, "ann");
        await AskAsync("ann", (parts, p) => parts.Publishing.Stop(p.Tracks[0]));

        await using var resumed = await ResumeAsync(ann);
        await resumed.SendAsync(new() { SyncState = new() { PublishTracks = { new TrackPublishedResponse { Track = new() { Sid = sid } } } } });

        Assert.Equal(sid, resumed.Received.Single(r => r.TrackUnpublished is not null).TrackUnpublished.TrackSid);
        await PingAsync(resumed);
    }

    [Fact]
    public async Task What_a_client_wanted_and_missed_is_as_its_sync_state_says()
    {
        await using var bob = await JoinWithOfferAsync("bob");
        var sid = await bob.PublishAsync(TrackSource.Microphone);
        await using var ann = await JoinWithOfferAsync("ann");
        await ConnectAsync("ann");
        await LoseSocketAsync(ann, "ann");
        await AskAsync("bob", (parts, p) =>
        {
            parts.Data.ChannelOpened(p, p.Peer, default, "_reliable");
            foreach (var sequence in new uint[] { 1, 2, 3 })
            {
                parts.Data.Received(p, p.Peer, default, new DataPacket { Sequence = sequence, User = new() }.ToByteArray());
            }

            parts.Room.Participants["ann"].Channels.TakeHeld();
        });
        await using var resumed = await ResumeAsync(ann);

        await resumed.SendAsync(new()
        {
            SyncState = new()
            {
                Subscription = new() { TrackSids = { sid } },
                TrackSidsDisabled = { "TR_other" },
                DatachannelReceiveStates = { new DataChannelReceiveState { PublisherSid = bob.Join.Participant.Sid, LastSeq = 1 } },
            },
        });
        await PingAsync(resumed);

        await AskAsync("ann", (_, p) =>
        {
            Assert.Empty(p.Subscriptions);
            Assert.True(p.Wishes.IsDisabled("TR_other"));
            Assert.Equal([2u, 3u], p.Channels.TakeHeld().Select(m => DataPacket.Parser.ParseFrom(m.Span).Sequence));
        });
    }

    [Theory]
    [InlineData(17, 1)]
    [InlineData(8, 0)]
    public async Task A_resume_tells_who_has_left(int protocol, int told)
    {
        await using var bob = await SignalClient.JoinAsync(_host.Address, Token("bob"));
        await using var ann = await SignalClient.JoinOlderAsync(_host.Address, Token("ann"), $"protocol={protocol}");
        await ConnectAsync("ann");
        await LoseSocketAsync(ann, "ann");
        await bob.SendAsync(new() { Leave = new() });
        await bob.WaitForCloseAsync();

        await using var resumed = await SignalClient.JoinOlderAsync(
            _host.Address, Token("ann"), $"protocol={protocol}&reconnect=1&sid={ann.Join.Participant.Sid}");

        Assert.Equal(told, resumed.Received.Count(r => r.Update?.Participants[0] is { Identity: "bob", State: State.Disconnected }));
    }

    [Fact]
    public async Task A_resume_with_another_kind_of_connection_has_to_join_again()
    {
        await using var ann = await JoinAsync("ann", hasTwoConnections: true);
        await ConnectAsync("ann");

        Assert.Equal((DisconnectReason.StateMismatch, Action.Reconnect), Ending(await FirstAnswerToResumeAsync(ann, hasTwoConnections: false)));
        Assert.NotNull((await FirstAnswerToResumeAsync(ann, hasTwoConnections: true)).Reconnect);
    }

    [Fact]
    public async Task Resumes_fail_as_a_test_has_asked_for()
    {
        await using var ann = await SignalClient.JoinAsync(_host.Address, Token("ann"));
        await ConnectAsync("ann");
        await ann.SendAsync(new() { Simulate = new() { DisconnectSignalOnResume = true } });
        await PingAsync(ann);

        await using var first = await ResumeAsync(ann);
        Assert.Equal(WebSocketCloseStatus.EndpointUnavailable, await first.WaitForCloseAsync());
        await using var second = await ResumeAsync(ann);
        await second.SendAsync(new() { Simulate = new() { DisconnectSignalOnResumeNoMessages = true } });
        await PingAsync(second);

        for (var i = 0; i < 3; i++)
        {
            await using var silent = await SignalClient.ConnectAsync(_host.Address, Token("ann"), Resumption(ann));
            Assert.Equal(WebSocketCloseStatus.EndpointUnavailable, await silent.WaitForCloseAsync());
            Assert.Empty(silent.Received);
        }

        await using var last = await ResumeAsync(ann);
        await PingAsync(last);
    }

    [Theory]
    [InlineData(17, 0)]
    [InlineData(11, 1)]
    public async Task Who_knows_no_identities_is_told_that_a_replaced_session_has_left(int protocol, int told)
    {
        await using var viewer = await SignalClient.JoinOlderAsync(_host.Address, Token("viewer"), $"protocol={protocol}");
        await using var first = await SignalClient.JoinAsync(_host.Address, Token("ann"));
        await using var second = await SignalClient.JoinAsync(_host.Address, Token("ann"));

        await viewer.WaitAsync(r => r.Update?.Participants[0].Sid == second.Join.Participant.Sid);
        Assert.Equal(told, viewer.Received.Count(r => r.Update?.Participants[0] is { State: State.Disconnected } p && p.Sid == first.Join.Participant.Sid));
    }

    [Fact]
    public async Task Tokens_are_renewed_and_outlive_the_first_one()
    {
        var token = LiveKitHost.Token("ann", Room, lifetime: TimeSpan.FromMinutes(12));
        await using var ann = await SignalClient.JoinAsync(_host.Address, token);
        await ConnectAsync("ann");

        var renewed = "";
        for (var minutes = 0; minutes < 20; minutes += 5)
        {
            ann.Received.Clear();
            _time.Advance(Deadlines.Token);
            await TickAsync();
            renewed = (await ann.WaitAsync(r => r.RefreshToken.Length > 0)).RefreshToken;
        }

        var request = new JoinRequest { Reconnect = true };
        await Assert.ThrowsAsync<WebSocketException>(() => SignalClient.ConnectAsync(_host.Address, token, request));
        await using var resumed = await SignalClient.ConnectAsync(_host.Address, renewed, request);
        Assert.NotNull((await resumed.ReceiveAsync())!.Reconnect);
    }

    [Fact]
    public async Task A_room_waits_for_people_and_closes_when_none_are_left()
    {
        await using var agent = await SignalClient.JoinAsync(_host.Address, Agent());
        await ConnectAsync("agent");
        var room = _host.Server.Rooms.Find(Room)!;
        await using var ann = await SignalClient.JoinAsync(_host.Address, Token("ann"));
        await ann.SendAsync(new() { Leave = new() });
        await ann.WaitForCloseAsync();

        // A renewed token tells that the room has looked at the clock, which it does once a second.
        _time.Advance(TimeSpan.FromSeconds(10));
        await AskAsync("agent", (_, p) => p.Deadlines.RenewTokenAt = _time.GetUtcNow());
        agent.Received.Clear();
        await agent.WaitAsync(r => r.RefreshToken.Length > 0);
        await AskAsync("agent", (_, _) => Assert.False(room.Completion.IsCompleted));
        _time.Advance(TimeSpan.FromSeconds(10));

        await agent.WaitForCloseAsync();
        Assert.Equal((DisconnectReason.RoomClosed, Action.Disconnect), (agent.Received[^1].Leave.Reason, agent.Received[^1].Leave.Action));
    }

    [Fact]
    public async Task A_room_that_only_an_agent_has_entered_is_an_empty_one()
    {
        await using var agent = await SignalClient.JoinAsync(_host.Address, Agent());
        await ConnectAsync("agent");
        _time.Advance(TimeSpan.FromSeconds(300));

        await agent.WaitForCloseAsync();
        Assert.Equal(DisconnectReason.RoomClosed, agent.Received[^1].Leave.Reason);
    }

    private static string Token(string identity) => LiveKitHost.Token(identity, Room, lifetime: TimeSpan.FromHours(6));

    private static string Agent() => new AccessToken { Identity = "agent", Kind = "agent", Video = new() { RoomJoin = true, Room = Room } }
        .Sign(LiveKitHost.Key, LiveKitHost.Secret, TimeProvider.System.GetUtcNow(), TimeSpan.FromHours(1));

    private static (DisconnectReason Reason, Action Action) Ending(SignalResponse response) => (response.Leave.Reason, response.Leave.Action);

    private static JoinRequest Resumption(SignalClient client)
    {
        var request = JoinRequests.Default();
        request.Reconnect = true;
        request.ParticipantSid = client.Join.Participant.Sid;
        return request;
    }

    private static async Task PingAsync(SignalClient client)
    {
        await client.SendAsync(new() { PingReq = new() });
        await client.WaitAsync(r => r.PongResp is not null);
    }

    private static async Task<SignalClient> AnswerAsync(SignalClient client)
    {
        var offer = (await client.WaitAsync(r => r.Offer is not null)).Offer;
        await client.SendAsync(new() { Answer = new() { Type = "answer", Id = offer.Id, Sdp = Answers.To(offer.Sdp) } });
        await client.SendAsync(new() { PingReq = new() });
        await client.WaitAsync(r => r.PongResp is not null);
        return client;
    }

    private async Task<SignalClient> JoinAsync(string identity, bool hasTwoConnections) => hasTwoConnections
        ? await AnswerAsync(await SignalClient.JoinOlderAsync(_host.Address, Token(identity)))
        : await SignalClient.JoinAsync(_host.Address, Token(identity));

    private async Task<SignalClient> JoinWithOfferAsync(string identity)
    {
        var request = JoinRequests.Default();
        request.PublisherOffer = new() { Type = "offer", Sdp = Offers.Placeholders, Id = 1 };
        var client = await SignalClient.JoinAsync(_host.Address, Token(identity), request);
        await client.WaitAsync(r => r.Answer is not null);
        return client;
    }

    private async Task<SignalClient> ResumeAsync(SignalClient former, bool hasTwoConnections = false) => hasTwoConnections
        ? await AnswerAsync(await SignalClient.JoinOlderAsync(_host.Address, Token("ann"), $"protocol=17&reconnect=1&sid={former.Join.Participant.Sid}"))
        : await SignalClient.JoinAsync(_host.Address, Token("ann"), Resumption(former));

    private async Task<SignalResponse> FirstAnswerToResumeAsync(SignalClient former, bool hasTwoConnections)
    {
        await using var client = hasTwoConnections
            ? await SignalClient.ConnectOlderAsync(_host.Address, Token("ann"), $"protocol=17&reconnect=1&sid={former.Join.Participant.Sid}")
            : await SignalClient.ConnectAsync(_host.Address, Token("ann"), Resumption(former));
        return (await client.ReceiveAsync())!;
    }

    // As the media loop tells it.
    private Task ConnectAsync(string identity) => AskAsync(identity, (parts, p) => parts.Membership.Connected(p, p.PrimaryPeer));

    private async Task LoseSocketAsync(SignalClient client, string identity)
    {
        client.Abort();
        var lost = false;
        for (var start = Stopwatch.GetTimestamp(); !lost;)
        {
            Assert.True(Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(20), "the socket is still there");
            await AskAsync(identity, (_, p) => lost = p.Session is null);
        }
    }

    private Task AskAsync(string identity, System.Action<RoomParts, Participant> ask) => _host.Server.Rooms.Find(Room)!.AskAsync(parts =>
    {
        ask(parts, parts.Room.Participants[identity]);
        return true;
    });

    /// <summary>Has the room look at the clock now.</summary>
    private Task TickAsync() => _host.Server.Rooms.Find(Room)!.AskAsync(parts =>
    {
        parts.Tick();
        return true;
    });
}
