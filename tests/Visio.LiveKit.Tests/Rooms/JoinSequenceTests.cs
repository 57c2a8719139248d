using System.Net.WebSockets;
using Visio.LiveKit.Protocol;
using Visio.LiveKit.Tokens;
using Kind = Visio.LiveKit.Protocol.SignalResponse.MessageOneofCase;
using State = Visio.LiveKit.Protocol.ParticipantInfo.Types.State;

namespace Visio.LiveKit.Tests.Rooms;

/// <summary>The order of messages, as recorded from the reference with rtc-node and livekit-client.</summary>
public sealed class JoinSequenceTests(LiveKitHost host) : IClassFixture<LiveKitHost>
{
    [Fact]
    public async Task A_join_with_an_offer_gets_join_token_answer_and_candidates()
    {
        var request = JoinRequests.Default();
        request.PublisherOffer = new() { Type = "offer", Sdp = Offers.Placeholders, Id = 1 };
        await using var ann = await SignalClient.JoinAsync(host.Address, LiveKitHost.Token("ann", nameof(A_join_with_an_offer_gets_join_token_answer_and_candidates)), request);

        await ann.WaitAsync(r => r.Trickle is { Final: true });

        Assert.Equal([Kind.Join, Kind.RefreshToken, Kind.Answer, Kind.Trickle], ann.Received.Select(r => r.MessageCase).Where(k => k != Kind.RoomUpdate).Distinct());
        var answer = ann.Received.Single(r => r.Answer is not null).Answer;
        Assert.Equal(1u, answer.Id);
        Assert.Equal("answer", answer.Type);
        Assert.Empty(answer.MidToTrackId);
        Assert.Contains("\"sdpMLineIndex\":0", ann.Received[^1].Trickle.CandidateInit, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_built_on_the_Rust_engine_is_not_asked_to_offer_at_once()
    {
        var request = JoinRequests.Default();
        request.ClientInfo.Sdk = ClientInfo.Types.SDK.Node;
        await using var ann = await SignalClient.JoinAsync(
            host.Address, LiveKitHost.Token("ann", nameof(What_is_built_on_the_Rust_engine_is_not_asked_to_offer_at_once)), request);

        Assert.False(ann.Join.FastPublish);
    }

    [Fact]
    public async Task The_join_says_what_clients_rely_on()
    {
        await using var ann = await SignalClient.JoinAsync(host.Address, LiveKitHost.Token("ann", nameof(The_join_says_what_clients_rely_on)));

        var join = ann.Join;
        Assert.StartsWith("RM_", join.Room.Sid, StringComparison.Ordinal);
        Assert.StartsWith("PA_", join.Participant.Sid, StringComparison.Ordinal);
        Assert.Equal((5, 15), (join.PingInterval, join.PingTimeout));
        Assert.Equal("1.13.5", join.ServerInfo.Version);
        Assert.False(join.SubscriberPrimary);
        Assert.True(join.FastPublish);
        Assert.True(join.Participant.Permission is { CanPublish: true, CanSubscribe: true, CanPublishData: true, CanUpdateMetadata: false });
        Assert.Equal(2, join.Participant.ClientProtocol);
        Assert.Equal(["video/VP8", "video/H264", "video/VP9", "video/AV1", "audio/opus", "audio/red"], join.EnabledPublishCodecs.Select(c => c.Mime));
        Assert.InRange(TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() - join.Room.CreationTimeMs, -1000, 10_000);
    }

    [Fact]
    public async Task Others_see_a_participant_come_and_go()
    {
        const string room = nameof(Others_see_a_participant_come_and_go);
        await using var ann = await SignalClient.JoinAsync(host.Address, LiveKitHost.Token("ann", room));
        await using var bob = await SignalClient.JoinAsync(host.Address, LiveKitHost.Token("bob", room));
        Assert.Equal("ann", Assert.Single(bob.Join.OtherParticipants).Identity);
        var came = (await ann.WaitAsync(r => r.Update is not null)).Update.Participants.Single();
        Assert.Equal(("bob", State.Joined), (came.Identity, came.State));

        await bob.SendAsync(new() { Leave = new() { Reason = DisconnectReason.ClientInitiated } });

        Assert.Equal(WebSocketCloseStatus.NormalClosure, await bob.WaitForCloseAsync());
        Assert.Equal(DisconnectReason.ClientInitiated, bob.Received[^1].Leave.Reason);
        var went = (await ann.WaitAsync(r => r.Update is not null)).Update.Participants.Single();
        Assert.Equal((State.Disconnected, DisconnectReason.ClientInitiated), (went.State, went.DisconnectReason));
        Assert.True(went.Version > came.Version);
    }

    [Fact]
    public async Task A_second_join_with_an_identity_replaces_the_first()
    {
        const string room = nameof(A_second_join_with_an_identity_replaces_the_first);
        await using var watcher = await SignalClient.JoinAsync(host.Address, LiveKitHost.Token("watcher", room));
        await using var first = await SignalClient.JoinAsync(host.Address, LiveKitHost.Token("ann", room));
        await using var second = await SignalClient.JoinAsync(host.Address, LiveKitHost.Token("ann", room));

        Assert.Equal(WebSocketCloseStatus.NormalClosure, await first.WaitForCloseAsync());
        Assert.Equal(DisconnectReason.DuplicateIdentity, first.Received[^1].Leave.Reason);
        Assert.Equal(LeaveRequest.Types.Action.Disconnect, first.Received[^1].Leave.Action);
        var seen = await watcher.WaitAsync(r => r.Update?.Participants[0].Sid == second.Join.Participant.Sid);
        Assert.Equal(State.Joined, seen.Update.Participants[0].State);
        Assert.DoesNotContain(watcher.Received, r => r.Update?.Participants[0].State == State.Disconnected);
    }

    [Fact]
    public async Task Hidden_participants_are_seen_by_nobody()
    {
        const string room = nameof(Hidden_participants_are_seen_by_nobody);
        await using var ann = await SignalClient.JoinAsync(host.Address, LiveKitHost.Token("ann", room));
        await using var hidden = await SignalClient.ConnectAsync(host.Address, LiveKitHost.Token("hidden", room, new VideoGrant { Hidden = true }));
        await hidden.WaitAsync(r => r.Join is not null);
        await using var bob = await SignalClient.JoinAsync(host.Address, LiveKitHost.Token("bob", room));

        Assert.Equal("ann", Assert.Single(bob.Join.OtherParticipants).Identity);
        await ann.WaitAsync(r => r.Update?.Participants[0].Identity == "bob");
        Assert.DoesNotContain(ann.Received, r => r.Update?.Participants[0].Identity == "hidden");
    }

    [Fact]
    public async Task A_resume_of_somebody_unknown_is_told_to_join_again()
    {
        var request = JoinRequests.Default();
        request.Reconnect = true;
        request.ParticipantSid = "PA_unknown";
        await using var ann = await SignalClient.ConnectAsync(host.Address, LiveKitHost.Token("ann", "nowhere"), request);

        await ann.WaitForCloseAsync();

        var leave = Assert.Single(ann.Received).Leave;
        Assert.Equal((DisconnectReason.StateMismatch, LeaveRequest.Types.Action.Reconnect, true), (leave.Reason, leave.Action, leave.CanReconnect));
    }

    [Fact]
    public async Task A_resume_takes_over_while_the_old_socket_is_still_there()
    {
        const string room = nameof(A_resume_takes_over_while_the_old_socket_is_still_there);
        await using var ann = await SignalClient.JoinAsync(host.Address, LiveKitHost.Token("ann", room));
        await using var bob = await SignalClient.JoinAsync(host.Address, LiveKitHost.Token("bob", room));
        var request = JoinRequests.Default();
        request.Reconnect = true;
        request.ParticipantSid = ann.Join.Participant.Sid;

        await using var resumed = await SignalClient.JoinAsync(host.Address, LiveKitHost.Token("ann", room), request);

        Assert.Equal([Kind.Reconnect, Kind.Update, Kind.RoomUpdate, Kind.RefreshToken], resumed.Received.Select(r => r.MessageCase));
        Assert.Equal(["ann", "bob"], resumed.Received[1].Update.Participants.Select(p => p.Identity));
        await ann.WaitForCloseAsync();
        await resumed.SendAsync(new() { PingReq = new() });
        await resumed.WaitAsync(r => r.PongResp is not null);
    }

    [Fact]
    public async Task A_client_that_publishes_what_we_do_not_know_has_to_join_again()
    {
        await using var ann = await SignalClient.JoinAsync(host.Address, LiveKitHost.Token("ann", nameof(A_client_that_publishes_what_we_do_not_know_has_to_join_again)));
        var state = new SyncState();
        state.PublishTracks.Add(new TrackPublishedResponse { Cid = "c", Track = new() { Sid = "TR_unknown" } });

        await ann.SendAsync(new() { SyncState = state });

        await ann.WaitForCloseAsync();
        Assert.Equal(LeaveRequest.Types.Action.Reconnect, ann.Received[^1].Leave.Action);
    }

    [Fact]
    public async Task An_offer_that_cannot_be_read_makes_its_client_join_again()
    {
        await using var ann = await SignalClient.JoinAsync(host.Address, LiveKitHost.Token("ann", nameof(An_offer_that_cannot_be_read_makes_its_client_join_again)));

        await ann.SendAsync(new() { Offer = new() { Type = "offer", Sdp = "v=0\r\nm=nonsense" } });

        await ann.WaitForCloseAsync();
        Assert.Equal((DisconnectReason.StateMismatch, LeaveRequest.Types.Action.Reconnect), (ann.Received[^1].Leave.Reason, ann.Received[^1].Leave.Action));
    }

    [Fact]
    public async Task Metadata_may_be_changed_by_those_who_are_allowed_to()
    {
        const string room = nameof(Metadata_may_be_changed_by_those_who_are_allowed_to);
        await using var bob = await SignalClient.JoinAsync(host.Address, LiveKitHost.Token("bob", room));
        await using var ann = await SignalClient.ConnectAsync(host.Address, LiveKitHost.Token("ann", room, new VideoGrant { CanUpdateOwnMetadata = true }));
        var change = new UpdateParticipantMetadata { RequestId = 9, Metadata = "busy", Attributes = { ["hand"] = "up" } };
        await ann.SendAsync(new() { UpdateMetadata = change });
        Assert.Equal(RequestResponse.Types.Reason.Ok, (await ann.WaitAsync(r => r.RequestResponse is not null)).RequestResponse.Reason);
        var seen = (await bob.WaitAsync(r => r.Update?.Participants[0].Metadata == "busy")).Update.Participants[0];

        await bob.SendAsync(new() { UpdateMetadata = change });

        var refused = (await bob.WaitAsync(r => r.RequestResponse is not null)).RequestResponse;
        Assert.Equal((9u, RequestResponse.Types.Reason.NotAllowed), (refused.RequestId, refused.Reason));
        Assert.Equal("up", seen.Attributes["hand"]);
    }
}
