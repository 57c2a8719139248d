using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Google.Protobuf;
using Visio.LiveKit.Protocol;

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
    [InlineData("RoomService/PerformRpc", """{"room":"ROOM"}""", 501, """{"code":"unimplemented","msg":"PerformRpc is not supported by this server"}""")]
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
