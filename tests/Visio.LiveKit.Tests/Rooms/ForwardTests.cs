using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Visio.LiveKit.Protocol;
using State = Visio.LiveKit.Protocol.ParticipantInfo.Types.State;

namespace Visio.LiveKit.Tests.Rooms;

/// <summary>Participants that stay where they are, and are shown in another room.</summary>
public sealed class ForwardTests(LiveKitHost host) : IClassFixture<LiveKitHost>
{
    private const string Elsewhere = """{"code":"failed_precondition","msg":"twirp error unknown: participant is forwarded from another room"}""";

    [Fact]
    public async Task What_happens_to_somebody_is_seen_in_the_other_room()
    {
        const string from = nameof(What_happens_to_somebody_is_seen_in_the_other_room), to = from + "2";
        await using var ann = await JoinWithOfferAsync("ann", from);
        await using var bob = await SignalClient.JoinAsync(host.Address, LiveKitHost.Token("bob", from));
        await using var cleo = await JoinWithOfferAsync("cleo", to);
        await ConnectAsync(from, "ann");

        Assert.Equal((HttpStatusCode.OK, "{ }"), await ForwardAsync(from, to, "ann"));
        var seen = await SeeAsync(cleo, "ann");
        Assert.Equal((ann.Join.Participant.Sid, "ann", State.Active), (seen.Sid, seen.Name, seen.State));
        Assert.Equal([ParticipantInfo.Types.KindDetail.Forwarded], seen.KindDetails);
        Assert.Equal(HttpStatusCode.OK, (await ForwardAsync(from, to, "ann")).Status);

        var track = await ann.PublishAsync(TrackSource.Microphone);
        Assert.Equal(track, (await SeeAsync(cleo, "ann", p => p.Tracks.Count == 1)).Tracks[0].Sid);
        await cleo.WaitAsync(r => r.MediaSectionsRequirement is not null);
        await ann.SendAsync(new() { Mute = new() { Sid = track, Muted = true } });
        await SeeAsync(cleo, "ann", p => p.Tracks[0].Muted);
        await CallAsync("UpdateParticipant", $$"""{"room":"{{from}}","identity":"ann","name":"Ann","metadata":"m","attributes":{"hand":"up"} }""", from);
        var changed = await SeeAsync(cleo, "ann", p => p.Metadata == "m");
        Assert.Equal(("Ann", "up"), (changed.Name, changed.Attributes["hand"]));

        // It is described and muted where it is.
        Assert.Equal((HttpStatusCode.PreconditionFailed, Elsewhere), await CallAsync("UpdateParticipant", $$"""{"room":"{{to}}","identity":"ann","name":"x"}""", to));
        Assert.Equal((HttpStatusCode.PreconditionFailed, Elsewhere), await CallAsync("MutePublishedTrack", $$"""{"room":"{{to}}","identity":"ann","trackSid":"{{track}}","muted":true}""", to));
        Assert.Equal(HttpStatusCode.NotFound, (await CallAsync("PerformRpc", $$"""{"room":"{{to}}","destinationIdentity":"ann","method":"x"}""", to)).Status);

        // Who comes later sees it as well; it does not count as one who keeps the room open.
        await using var dan = await SignalClient.JoinAsync(host.Address, LiveKitHost.Token("dan", to));
        Assert.Equal(track, dan.Join.OtherParticipants.Single(p => p.Identity == "ann").Tracks[0].Sid);
        Assert.Equal(2u, dan.Join.Room.NumParticipants);

        await CallAsync("UpdateParticipant", $$"""{"room":"{{from}}","identity":"ann","permission":{"canPublish":false,"canSubscribe":true} }""", from);
        await SeeAsync(cleo, "ann", p => p.Tracks.Count == 0 && !p.Permission.CanPublish);
        Assert.DoesNotContain(await TracksAsync(to), t => t == track);

        await ann.SendAsync(new() { Leave = new() });
        Assert.Equal(DisconnectReason.ClientInitiated, (await SeeAsync(cleo, "ann", p => p.State == State.Disconnected)).DisconnectReason);
        Assert.Equal((0, 2), (await CountForwardingsAsync(from), host.Server.CountParticipants(to)));
    }

    [Fact]
    public async Task Who_comes_back_is_shown_under_its_new_id()
    {
        const string from = nameof(Who_comes_back_is_shown_under_its_new_id), to = from + "2";
        await using var ann = await SignalClient.JoinAsync(host.Address, LiveKitHost.Token("ann", from));
        await using var cleo = await SignalClient.JoinAsync(host.Address, LiveKitHost.Token("cleo", to));
        await ForwardAsync(from, to, "ann");
        await SeeAsync(cleo, "ann");

        await using var again = await JoinWithOfferAsync("ann", from);
        var seen = await SeeAsync(cleo, "ann", p => p.Sid != ann.Join.Participant.Sid);
        Assert.Equal((again.Join.Participant.Sid, State.Joined), (seen.Sid, seen.State));
        var track = await again.PublishAsync(TrackSource.Microphone);
        await SeeAsync(cleo, "ann", p => p.Tracks.Count == 1 && p.Tracks[0].Sid == track);
        Assert.DoesNotContain(cleo.Received, r => r.Update?.Participants.Any(p => p is { Identity: "ann", State: State.Disconnected }) == true);
        Assert.Equal(1, await CountForwardingsAsync(from));
    }

    [Fact]
    public async Task Whoever_ends_the_copy_ends_the_forwarding()
    {
        const string from = nameof(Whoever_ends_the_copy_ends_the_forwarding), to = from + "2";
        await using var ann = await JoinWithOfferAsync("ann", from);
        await using var cleo = await SignalClient.JoinAsync(host.Address, LiveKitHost.Token("cleo", to));
        var track = await ann.PublishAsync(TrackSource.Microphone);

        await ForwardAsync(from, to, "ann");
        await SeeAsync(cleo, "ann");
        Assert.Equal(HttpStatusCode.OK, (await CallAsync("RemoveParticipant", $$"""{"room":"{{to}}","identity":"ann"}""", to)).Status);
        Assert.Equal(DisconnectReason.ParticipantRemoved, (await SeeAsync(cleo, "ann", p => p.State == State.Disconnected)).DisconnectReason);
        Assert.Equal(0, await CountForwardingsAsync(from));

        // The person in its place; what becomes of the other one is of no interest any more.
        await ForwardAsync(from, to, "ann");
        await SeeAsync(cleo, "ann", p => p.State != State.Disconnected);
        await using var other = await SignalClient.JoinAsync(host.Address, LiveKitHost.Token("ann", to));
        await SeeAsync(cleo, "ann", p => p.Sid == other.Join.Participant.Sid && p.KindDetails.Count == 0);
        Assert.Equal(0, await CountForwardingsAsync(from));
        await ann.SendAsync(new() { Mute = new() { Sid = track, Muted = true } });
        await ann.WaitAsync(r => r.Update?.Participants[0] is { Identity: "ann" } p && p.Tracks[0].Muted);
        Assert.Empty(await TracksAsync(to));

        // As by a move, the person there is replaced.
        await ForwardAsync(from, to, "ann");
        await other.WaitAsync(r => r.Leave?.Reason == DisconnectReason.DuplicateIdentity);
        Assert.Equal(track, Assert.Single(await TracksAsync(to)));

        // Coming in person, as somebody that is here already.
        await ConnectAsync(from, "ann");
        await CallAsync("MoveParticipant", $$"""{"room":"{{from}}","identity":"ann","destinationRoom":"{{to}}"}""", from, to);
        await ann.WaitAsync(r => r.RoomMoved is not null);
        Assert.Equal(track, Assert.Single(await TracksAsync(to)));
        Assert.Equal(2, host.Server.CountParticipants(to));

        await ForwardAsync(to, from + "3", "ann");
        Assert.Equal(1, await CountForwardingsAsync(to));
        await CallAsync("DeleteRoom", $$"""{"room":"{{from}}3"}""", from + "3");
        Assert.Equal(0, await CountForwardingsAsync(to));
    }

    [Fact]
    public async Task Two_rooms_show_each_other_their_people_and_nobody_is_shown_any_further()
    {
        const string one = nameof(Two_rooms_show_each_other_their_people_and_nobody_is_shown_any_further), two = one + "2";
        await using var ann = await JoinWithOfferAsync("ann", one);
        await using var bob = await JoinWithOfferAsync("bob", two);
        await Task.WhenAll(ForwardAsync(one, two, "ann"), ForwardAsync(two, one, "bob"));
        await SeeAsync(ann, "bob");
        await SeeAsync(bob, "ann");
        await ann.PublishAsync(TrackSource.Microphone);
        await bob.WaitAsync(r => r.MediaSectionsRequirement is not null);
        await bob.PublishAsync(TrackSource.Microphone);
        await ann.WaitAsync(r => r.MediaSectionsRequirement is not null);
        Assert.Equal((2, 2), ((await TracksAsync(one)).Length, (await TracksAsync(two)).Length));
        Assert.Equal((1, 1), (await CountForwardingsAsync(one), await CountForwardingsAsync(two)));

        const string cannot = """{"code":"failed_precondition","msg":"twirp error unknown: participant cannot be forwarded"}""";
        Assert.Equal((HttpStatusCode.PreconditionFailed, cannot), await ForwardAsync(two, one + "3", "ann"));
        Assert.Equal(HttpStatusCode.BadRequest, (await ForwardAsync(one, one, "ann")).Status);
        Assert.Equal(
            (HttpStatusCode.NotFound, """{"code":"not_found","msg":"twirp error unknown: participant does not exist"}"""), await ForwardAsync(one, one + "4", "cleo"));
        Assert.Null(host.Server.Rooms.Find(one + "4"));

        await CallAsync("DeleteRoom", $$"""{"room":"{{one}}"}""", one);
        Assert.Equal(DisconnectReason.RoomDeleted, (await SeeAsync(bob, "ann", p => p.State == State.Disconnected)).DisconnectReason);
        Assert.Equal(0, await CountForwardingsAsync(two));
    }

    [Fact]
    public async Task Hidden_participants_and_restricted_tracks_stay_so()
    {
        const string from = nameof(Hidden_participants_and_restricted_tracks_stay_so), to = from + "2";
        await using var ann = await JoinWithOfferAsync("ann", from);
        await using var spy = await SignalClient.JoinAsync(host.Address, LiveKitHost.Token("spy", from, new() { Hidden = true }));
        await using var cleo = await JoinWithOfferAsync("cleo", to);
        await ForwardAsync(from, to, "spy");
        await ForwardAsync(from, to, "ann");
        await SeeAsync(cleo, "ann");
        Assert.DoesNotContain(cleo.Received, r => r.Update?.Participants.Any(p => p.Identity == "spy") == true);

        await ann.SendAsync(new() { SubscriptionPermission = new() { TrackPermissions = { new TrackPermission { ParticipantIdentity = "bob", AllTracks = true } } } });
        await ann.PublishAsync(TrackSource.Microphone);
        await SeeAsync(cleo, "ann", p => p.Tracks.Count == 1);
        Assert.Equal(0, await SubscriptionsAsync(to, "cleo"));
        await ann.SendAsync(new() { SubscriptionPermission = new() { AllParticipants = true } });
        await cleo.WaitAsync(r => r.SubscriptionPermissionUpdate?.Allowed == true);
        Assert.Equal(1, await SubscriptionsAsync(to, "cleo"));
    }

    private static async Task<ParticipantInfo> SeeAsync(SignalClient viewer, string identity, Predicate<ParticipantInfo>? isMeant = null)
    {
        bool IsMeant(ParticipantInfo p) => p.Identity == identity && isMeant?.Invoke(p) != false;
        return (await viewer.WaitAsync(r => r.Update?.Participants.Any(IsMeant) == true)).Update.Participants.First(IsMeant);
    }

    private async Task<string[]> TracksAsync(string room) => (await host.Server.Rooms.Find(room)!.AskAsync(parts => parts.Room.Tracks.Keys.ToArray()))!;

    private Task<int> SubscriptionsAsync(string room, string identity) =>
        host.Server.Rooms.Find(room)!.AskAsync(parts => parts.Room.Participants[identity].Subscriptions.Count);

    private Task<int> CountForwardingsAsync(string room) => host.Server.Rooms.Find(room)!.AskAsync(parts => parts.Room.Forwardings.Count);

    private Task<(HttpStatusCode Status, string Text)> ForwardAsync(string from, string to, string identity) =>
        CallAsync("ForwardParticipant", $$"""{"room":"{{from}}","identity":"{{identity}}","destinationRoom":"{{to}}"}""", from, to);

    private async Task<(HttpStatusCode Status, string Text)> CallAsync(string method, string body, string room, string destination = "")
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/twirp/livekit.RoomService/" + method);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", LiveKitHost.AdminToken(room, destination));
        request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await host.Http.SendAsync(request);
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    private async Task<SignalClient> JoinWithOfferAsync(string identity, string room)
    {
        var request = JoinRequests.Default();
        request.PublisherOffer = new() { Type = "offer", Sdp = Offers.Placeholders, Id = 1 };
        var client = await SignalClient.JoinAsync(host.Address, LiveKitHost.Token(identity, room), request);
        await client.WaitAsync(r => r.Answer is not null);
        return client;
    }

    // As the media loop tells it.
    private Task ConnectAsync(string room, string identity) => host.Server.Rooms.Find(room)!.AskAsync(parts =>
    {
        var participant = parts.Room.Participants[identity];
        parts.Membership.Connected(participant, participant.PrimaryPeer);
        return true;
    });
}
