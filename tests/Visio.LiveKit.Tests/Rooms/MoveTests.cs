using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Visio.LiveKit.Protocol;
using State = Visio.LiveKit.Protocol.ParticipantInfo.Types.State;

namespace Visio.LiveKit.Tests.Rooms;

public sealed class MoveTests(LiveKitHost host) : IClassFixture<LiveKitHost>
{
    [Fact]
    public async Task A_participant_goes_to_another_room_with_its_connection_and_its_tracks()
    {
        const string from = nameof(A_participant_goes_to_another_room_with_its_connection_and_its_tracks), to = from + "2";
        await using var ann = await JoinWithOfferAsync("ann", from);
        await using var bob = await JoinWithOfferAsync("bob", from);
        await using var cleo = await JoinWithOfferAsync("cleo", to);
        await ConnectAsync(from, "ann");
        await ConnectAsync(to, "cleo");
        var track = await ann.PublishAsync(TrackSource.Microphone);
        var bobsTrack = await bob.PublishAsync(TrackSource.Microphone);
        await ann.WaitAsync(r => r.MediaSectionsRequirement is not null);

        Assert.Equal((HttpStatusCode.OK, "{ }"), await MoveAsync(from, to, "ann"));

        var gone = (await bob.WaitAsync(r => r.Update?.Participants[0] is { Identity: "ann", State: State.Disconnected })).Update.Participants[0];
        Assert.Equal(DisconnectReason.Migration, gone.DisconnectReason);
        var moved = (await ann.WaitAsync(r => r.RoomMoved is not null)).RoomMoved;
        Assert.Equal((to, "ann", ann.Join.Participant.Sid, State.Active), (moved.Room.Name, moved.Participant.Identity, moved.Participant.Sid, moved.Participant.State));
        Assert.Equal("cleo", Assert.Single(moved.OtherParticipants).Identity);
        Assert.Equal(track, Assert.Single(moved.Participant.Tracks).Sid);
        var seen = (await cleo.WaitAsync(r => r.Update?.Participants[0].Identity == "ann")).Update.Participants[0];
        Assert.Equal((track, moved.Participant.Version), (Assert.Single(seen.Tracks).Sid, seen.Version));
        await cleo.WaitAsync(r => r.MediaSectionsRequirement is not null);
        Assert.Equal((1, 1), (host.Server.CountParticipants(from), host.Server.CountParticipants(to) - 1));
        Assert.Empty((await host.Server.Rooms.Find(to)!.AskAsync(parts => parts.Room.Participants["ann"].Subscriptions.Keys.Where(s => s == bobsTrack).ToArray()))!);

        // What it says is heard where it is now.
        await ann.SendAsync(new() { Mute = new() { Sid = track, Muted = true } });
        await cleo.WaitAsync(r => r.Update?.Participants[0] is { Identity: "ann" } p && p.Tracks[0].Muted);

        // And it comes back to where it is now, with the token it was given.
        ann.Abort();
        var resumption = JoinRequests.Default();
        resumption.Reconnect = true;
        resumption.ParticipantSid = ann.Join.Participant.Sid;
        await using var resumed = await SignalClient.ConnectAsync(host.Address, moved.Token, resumption);
        Assert.NotNull((await resumed.ReceiveAsync())!.Reconnect);
        await resumed.SendAsync(new() { Leave = new() });
        await cleo.WaitAsync(r => r.Update?.Participants[0] is { Identity: "ann", State: State.Disconnected });
    }

    [Fact]
    public async Task What_a_client_says_while_it_moves_is_heard_in_the_new_room_in_order()
    {
        const string from = nameof(What_a_client_says_while_it_moves_is_heard_in_the_new_room_in_order);
        await using var ann = await SignalClient.JoinAsync(host.Address, LiveKitHost.Token("ann", from, new() { CanUpdateOwnMetadata = true }));
        await ConnectAsync(from, "ann");
        var rooms = Enumerable.Range(0, 20).Select(i => from + i).Prepend(from).ToArray();
        var moving = Task.Run(async () =>
        {
            for (var i = 1; i < rooms.Length; i++)
            {
                Assert.Equal(HttpStatusCode.OK, (await MoveAsync(rooms[i - 1], rooms[i], "ann")).Status);
            }
        });
        var said = 0u;
        do
        {
            // Several at a time, so that one move may come between them; and not more than a client is allowed to say.
            for (var i = 0; i < 4; i++)
            {
                said++;
                await ann.SendAsync(new() { UpdateMetadata = new() { RequestId = said, Metadata = "m" + said } });
            }

            await ann.WaitAsync(r => r.RequestResponse?.RequestId == said);
        }
        while (!moving.IsCompleted && said < 400);
        await moving;

        Assert.Equal(Enumerable.Range(1, (int)said).Select(i => (uint)i), ann.Received.Where(r => r.RequestResponse is not null).Select(r => r.RequestResponse.RequestId));
        await ann.SendAsync(new() { PingReq = new() });
        await ann.WaitAsync(r => r.PongResp is not null);
        Assert.Equal(rooms.Skip(1), ann.Received.Where(r => r.RoomMoved is not null).Select(r => r.RoomMoved.Room.Name));
    }

    [Fact]
    public async Task Who_cannot_be_moved_stays_where_it_is()
    {
        const string from = nameof(Who_cannot_be_moved_stays_where_it_is);
        await using var ann = await SignalClient.JoinAsync(host.Address, LiveKitHost.Token("ann", from));
        Assert.Equal((HttpStatusCode.PreconditionFailed, """{"code":"failed_precondition","msg":"twirp error unknown: participant cannot be moved"}"""), await MoveAsync(from, from + "2", "ann"));
        Assert.Equal(HttpStatusCode.NotFound, (await MoveAsync(from, from + "3", "bob")).Status);
        Assert.Null(host.Server.Rooms.Find(from + "3"));
        Assert.Equal(HttpStatusCode.BadRequest, (await MoveAsync(from, from, "ann")).Status);

        await using var old = await SignalClient.JoinOlderAsync(host.Address, LiveKitHost.Token("old", from), "protocol=15");
        await ConnectAsync(from, "old");
        Assert.Equal(HttpStatusCode.PreconditionFailed, (await MoveAsync(from, from + "2", "old")).Status);

        await ConnectAsync(from, "ann");
        await CallAsync("CreateRoom", $$"""{"name":"{{from}}4","maxParticipants":1}""", LiveKitHost.AdminToken(from));
        await using var first = await SignalClient.JoinAsync(host.Address, LiveKitHost.Token("first", from + "4"));
        Assert.Equal(HttpStatusCode.TooManyRequests, (await MoveAsync(from, from + "4", "ann")).Status);
        Assert.Equal(2, host.Server.CountParticipants(from));
    }

    [Fact]
    public async Task Both_rooms_have_to_be_granted()
    {
        foreach (var method in new[] { "MoveParticipant", "ForwardParticipant" })
        {
            Assert.Equal(HttpStatusCode.Unauthorized, (await CallAsync(method, """{"room":"a","identity":"x","destinationRoom":"b"}""", LiveKitHost.AdminToken("a", "c"))).Status);
        }
    }

    private Task<(HttpStatusCode Status, string Text)> MoveAsync(string from, string to, string identity) => CallAsync(
        "MoveParticipant", $$"""{"room":"{{from}}","identity":"{{identity}}","destinationRoom":"{{to}}"}""", LiveKitHost.AdminToken(from, to));

    private async Task<(HttpStatusCode Status, string Text)> CallAsync(string method, string body, string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/twirp/livekit.RoomService/" + method);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
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
