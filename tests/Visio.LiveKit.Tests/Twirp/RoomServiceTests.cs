using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Google.Protobuf;
using Visio.LiveKit.Protocol;
using Visio.LiveKit.Tokens;

namespace Visio.LiveKit.Tests.Twirp;

/// <summary>What the reference answered, request by request.</summary>
public sealed class RoomServiceTests(LiveKitHost host) : IClassFixture<LiveKitHost>
{
    [Theory]
    [InlineData("RoomService/GetParticipant", """{"room":"ROOM","identity":"x"}""", 404, """{"code":"not_found","msg":"twirp error unknown: participant does not exist"}""")]
    [InlineData("RoomService/RemoveParticipant", """{"room":"ROOM","identity":"x"}""", 404, """{"code":"not_found","msg":"twirp error unknown: participant does not exist"}""")]
    [InlineData("RoomService/UpdateParticipant", """{"room":"ROOM","identity":"x","metadata":"q"}""", 404, """{"code":"not_found","msg":"twirp error unknown: participant does not exist"}""")]
    [InlineData("RoomService/MutePublishedTrack", """{"room":"ROOM","identity":"x","trackSid":"TR_x","muted":true}""", 404, """{"code":"not_found","msg":"twirp error unknown: participant does not exist"}""")]
    [InlineData("RoomService/SendData", """{"room":"ROOM","data":"aGk=","kind":"RELIABLE"}""", 200, "{ }")]
    [InlineData("RoomService/SendData", """{"room":"nope","data":""}""", 401, """{"code":"unauthenticated","msg":"permissions denied"}""")]
    [InlineData("RoomService/CreateRoom", "{bad", 400, """{"code":"malformed","msg":"the json request could not be decoded"}""")]
    [InlineData("RoomService/Nope", "{}", 404, """{"code":"bad_route","msg":"no handler for path \"/twirp/livekit.RoomService/Nope\"","meta":{"twirp_invalid_route":"POST /twirp/livekit.RoomService/Nope"}}""")]
    [InlineData("RoomService/PerformRpc", """{"room":"ROOM"}""", 404, """{"code":"not_found","msg":"twirp error unknown: participant does not exist"}""")]
    [InlineData("RoomService/CreateRoom", """{"name":"ROOM-2","roomPreset":"nope"}""", 400, """{"code":"invalid_argument","msg":"twirp error unknown: unknown room configuration in create room request"}""")]
    [InlineData("RoomService/SendData", """{"room":"ROOM","data":"aGk=","nonce":"aGk="}""", 400, """{"code":"invalid_argument","msg":"twirp error unknown: nonce should be 16-bytes or not present, got: 2 bytes"}""")]
    [InlineData("Egress/StopEgress", "{}", 500, """{"code":"internal","msg":"twirp error unknown: egress not connected (redis required)"}""")]
    [InlineData("Ingress/CreateIngress", "{bad", 400, """{"code":"malformed","msg":"the json request could not be decoded"}""")]
    [InlineData("SIP/CreateSIPParticipant", "{}", 401, """{"code":"unauthenticated","msg":"permissions denied"}""")]
    [InlineData("Egress/Nope", "{}", 404, """{"code":"bad_route","msg":"no handler for path \"/twirp/livekit.Egress/Nope\"","meta":{"twirp_invalid_route":"POST /twirp/livekit.Egress/Nope"}}""")]
    [InlineData("Foo/Bar", "{}", 404, "404 page not found\n")]
    public async Task Answers_are_those_of_the_reference(string method, string body, int status, string expected)
    {
        const string room = nameof(Answers_are_those_of_the_reference);
        await CallAsync("RoomService/CreateRoom", $$"""{"name":"{{room}}"}""", LiveKitHost.AdminToken(room));

        var (actual, text) = await CallAsync(method, body.Replace("ROOM", room, StringComparison.Ordinal), LiveKitHost.AdminToken(room));

        Assert.Equal(expected, text);
        Assert.Equal((HttpStatusCode)status, actual);
    }

    [Fact]
    public async Task Without_the_grant_nothing_is_answered()
    {
        foreach (var token in new[] { null, LiveKitHost.Token("ann", "room") })
        {
            var (status, text) = await CallAsync("RoomService/ListRooms", "{}", token);

            Assert.Equal(HttpStatusCode.Unauthorized, status);
            Assert.Equal("""{"code":"unauthenticated","msg":"permissions denied"}""", text);
        }
    }

    [Fact]
    public async Task A_room_is_created_once_and_lists_with_all_its_fields()
    {
        const string room = nameof(A_room_is_created_once_and_lists_with_all_its_fields);
        var token = LiveKitHost.AdminToken(room);
        var (_, created) = await CallAsync("RoomService/CreateRoom", $$"""{"name":"{{room}}","emptyTimeout":60,"metadata":"m"}""", token);
        var (_, again) = await CallAsync("RoomService/CreateRoom", $$"""{"name":"{{room}}","empty_timeout":61,"bogus":1}""", token);
        var (_, described) = await CallAsync("RoomService/UpdateRoomMetadata", $$"""{"room":"{{room}}","metadata":"new"}""", token);
        var (_, listed) = await CallAsync("RoomService/ListRooms", $$"""{"names":["{{room}}","zz"]}""", token);

        var json = JsonDocument.Parse(created).RootElement;
        Assert.Equal(60, json.GetProperty("empty_timeout").GetInt32());
        Assert.Equal(20, json.GetProperty("departure_timeout").GetInt32());
        Assert.Equal(0, json.GetProperty("num_participants").GetInt32());
        Assert.False(json.GetProperty("active_recording").GetBoolean());
        Assert.Equal(JsonValueKind.String, json.GetProperty("creation_time_ms").ValueKind);
        Assert.Equal(created, again);
        Assert.Equal("new", JsonDocument.Parse(described).RootElement.GetProperty("metadata").GetString());
        Assert.Equal(room, Assert.Single(JsonDocument.Parse(listed).RootElement.GetProperty("rooms").EnumerateArray()).GetProperty("name").GetString());
    }

    [Fact]
    public async Task A_deleted_room_tells_everybody_to_leave()
    {
        const string room = nameof(A_deleted_room_tells_everybody_to_leave);
        await using var ann = await SignalClient.JoinAsync(host.Address, LiveKitHost.Token("ann", room));

        Assert.Equal("{ }", (await CallAsync("RoomService/DeleteRoom", $$"""{"room":"{{room}}"}""", LiveKitHost.AdminToken(room))).Text);

        await ann.WaitForCloseAsync();
        Assert.Equal(DisconnectReason.RoomDeleted, ann.Received[^1].Leave.Reason);
        var (status, text) = await CallAsync("RoomService/DeleteRoom", $$"""{"room":"{{room}}"}""", LiveKitHost.AdminToken(room));
        Assert.Equal(HttpStatusCode.NotFound, status);
        Assert.Equal("""{"code":"not_found","msg":"twirp error unknown: requested room does not exist"}""", text);
    }

    [Fact]
    public async Task Protobuf_is_answered_with_protobuf()
    {
        const string room = nameof(Protobuf_is_answered_with_protobuf);
        await using var ann = await SignalClient.JoinAsync(host.Address, LiveKitHost.Token("ann", room));
        using var request = Request("RoomService/ListParticipants", LiveKitHost.AdminToken(room));
        request.Content = new ByteArrayContent(new ListParticipantsRequest { Room = room }.ToByteArray());
        request.Content.Headers.ContentType = new("application/protobuf");

        using var response = await host.Http.SendAsync(request);

        var participants = ListParticipantsResponse.Parser.ParseFrom(await response.Content.ReadAsByteArrayAsync()).Participants;
        Assert.Equal("ann", Assert.Single(participants).Identity);
    }

    [Fact]
    public async Task Other_content_types_are_no_route()
    {
        using var request = Request("RoomService/CreateRoom", LiveKitHost.AdminToken("r"));
        request.Content = new StringContent("x", Encoding.UTF8, "text/plain");

        using var response = await host.Http.SendAsync(request);

        Assert.Equal(
            """{"code":"bad_route","msg":"unexpected Content-Type: \"text/plain\"","meta":{"twirp_invalid_route":"POST /twirp/livekit.RoomService/CreateRoom"}}""",
            await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_removed_participant_is_told_and_the_others_see_why()
    {
        const string room = nameof(A_removed_participant_is_told_and_the_others_see_why);
        await using var ann = await SignalClient.JoinAsync(host.Address, LiveKitHost.Token("ann", room));
        await using var bob = await SignalClient.JoinAsync(host.Address, LiveKitHost.Token("bob", room));

        await CallAsync("RoomService/RemoveParticipant", $$"""{"room":"{{room}}","identity":"bob"}""", LiveKitHost.AdminToken(room));

        await bob.WaitForCloseAsync();
        Assert.Equal(DisconnectReason.ParticipantRemoved, bob.Received[^1].Leave.Reason);
        await ann.WaitAsync(r => r.Update?.Participants[0].DisconnectReason == DisconnectReason.ParticipantRemoved);
    }

    [Fact]
    public async Task Changed_rights_reach_the_participant_with_a_new_token()
    {
        const string room = nameof(Changed_rights_reach_the_participant_with_a_new_token);
        await using var ann = await SignalClient.JoinAsync(host.Address, LiveKitHost.Token("ann", room));

        var (_, text) = await CallAsync(
            "RoomService/UpdateParticipant",
            $$"""{"room":"{{room}}","identity":"ann","permission":{"canSubscribe":true },"name":"Ann B"}""",
            LiveKitHost.AdminToken(room));

        Assert.Equal("Ann B", JsonDocument.Parse(text).RootElement.GetProperty("name").GetString());
        await ann.WaitAsync(r => r.Update?.Participants[0] is { Name: "Ann B", Permission.CanPublish: false });
        await ann.WaitAsync(r => r.RefreshToken.Length > 0);
        await ann.SendAsync(new() { AddTrack = new() { Cid = "c", Source = TrackSource.Camera, Type = TrackType.Video } });
        await ann.WaitAsync(r => r.RequestResponse is { Reason: RequestResponse.Types.Reason.NotAllowed });
    }

    [Fact]
    public async Task Tokens_from_before_the_removal_can_be_taken_back()
    {
        const string room = nameof(Tokens_from_before_the_removal_can_be_taken_back);
        var token = LiveKitHost.Token("ann", room);
        await using var ann = await SignalClient.JoinAsync(host.Address, token);
        var since = TimeProvider.System.GetUtcNow().AddSeconds(5).ToUnixTimeSeconds();
        await CallAsync("RoomService/RemoveParticipant", $$"""{"room":"{{room}}","identity":"ann","revokeTokenTs":"{{since}}"}""", LiveKitHost.AdminToken(room));
        await ann.WaitForCloseAsync();

        Assert.Equal((HttpStatusCode.Unauthorized, "the token was taken back"), await ValidateAsync(token));
        Assert.Equal(HttpStatusCode.OK, (await ValidateAsync(LiveKitHost.Token("bob", room))).Status);
        Assert.Equal(HttpStatusCode.OK, (await ValidateAsync(LiveKitHost.Token("ann", room + "2"))).Status);
        var later = new AccessToken { Identity = "ann", Video = new() { RoomJoin = true, Room = room } }
            .Sign(LiveKitHost.Key, LiveKitHost.Secret, DateTimeOffset.FromUnixTimeSeconds(since), TimeSpan.FromHours(1));
        Assert.Equal(HttpStatusCode.OK, (await ValidateAsync(later)).Status);
    }

    [Fact]
    public async Task The_same_nonce_is_sent_once()
    {
        const string room = nameof(The_same_nonce_is_sent_once);
        await using var ann = await SignalClient.JoinAsync(host.Address, LiveKitHost.Token("ann", room));
        foreach (var nonce in new[] { "AAAAAAAAAAAAAAAAAAAAAA==", "AAAAAAAAAAAAAAAAAAAAAA==", "AAAAAAAAAAAAAAAAAAAAAQ==", "", "" })
        {
            await CallAsync("RoomService/SendData", $$"""{"room":"{{room}}","data":"aGk=","kind":"RELIABLE","nonce":"{{nonce}}"}""", LiveKitHost.AdminToken(room));
        }

        Assert.Equal(4, (await host.Server.Rooms.Find(room)!.AskAsync(parts => parts.Room.Participants["ann"].Channels.TakeHeld()))!.Count);
    }

    [Fact]
    public async Task Who_may_not_subscribe_any_more_is_sent_nothing_and_may_again_later()
    {
        const string room = nameof(Who_may_not_subscribe_any_more_is_sent_nothing_and_may_again_later);
        await using var ann = await JoinWithOfferAsync("ann", room);
        await using var bob = await JoinWithOfferAsync("bob", room);
        var track = await ann.PublishAsync(TrackSource.Microphone);
        await bob.WaitAsync(r => r.MediaSectionsRequirement is not null);
        Assert.Equal([track], await SubscriptionsAsync(room, "bob"));

        await CallAsync("RoomService/UpdateParticipant", $$"""{"room":"{{room}}","identity":"bob","permission":{"canPublish":true} }""", LiveKitHost.AdminToken(room));
        Assert.Empty(await SubscriptionsAsync(room, "bob"));
        await CallAsync("RoomService/UpdateParticipant", $$"""{"room":"{{room}}","identity":"bob","permission":{"canSubscribe":true} }""", LiveKitHost.AdminToken(room));
        Assert.Equal([track], await SubscriptionsAsync(room, "bob"));

        var unsubscribe = $$"""{"room":"{{room}}","identity":"bob","participantTracks":[{"participantSid":"{{ann.Join.Participant.Sid}}","trackSids":["{{track}}"]}],"subscribe":false}""";
        Assert.Equal("{ }", (await CallAsync("RoomService/UpdateSubscriptions", unsubscribe, LiveKitHost.AdminToken(room))).Text);
        Assert.Empty(await SubscriptionsAsync(room, "bob"));

        // Who may not publish any more is told what ended.
        await CallAsync("RoomService/UpdateParticipant", $$"""{"room":"{{room}}","identity":"ann","permission":{"canSubscribe":true} }""", LiveKitHost.AdminToken(room));
        Assert.Equal(track, (await ann.WaitAsync(r => r.TrackUnpublished is not null)).TrackUnpublished.TrackSid);
    }

    private async Task<SignalClient> JoinWithOfferAsync(string identity, string room)
    {
        var request = JoinRequests.Default();
        request.PublisherOffer = new() { Type = "offer", Sdp = Offers.Placeholders, Id = 1 };
        var client = await SignalClient.JoinAsync(host.Address, LiveKitHost.Token(identity, room), request);
        await client.WaitAsync(r => r.Answer is not null);
        return client;
    }

    private async Task<string[]> SubscriptionsAsync(string room, string identity) =>
        (await host.Server.Rooms.Find(room)!.AskAsync(parts => parts.Room.Participants[identity].Subscriptions.Keys.ToArray()))!;

    private async Task<(HttpStatusCode Status, string Text)> ValidateAsync(string token)
    {
        using var response = await host.Http.GetAsync(new Uri(
            $"/rtc/v1/validate?access_token={token}&join_request={JoinRequests.Plain(JoinRequests.Default())}", UriKind.Relative));
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    private static HttpRequestMessage Request(string method, string? token)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/twirp/livekit." + method);
        request.Headers.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        return request;
    }

    private async Task<(HttpStatusCode Status, string Text)> CallAsync(string method, string body, string? token)
    {
        using var request = Request(method, token);
        request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await host.Http.SendAsync(request);
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }
}
