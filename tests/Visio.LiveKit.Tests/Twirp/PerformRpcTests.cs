using System.Net.Http.Headers;
using System.Text;
using Google.Protobuf;
using Visio.LiveKit.Protocol;
using Visio.LiveKit.Rooms;
using Visio.Rtc.Sctp;

namespace Visio.LiveKit.Tests.Twirp;

/// <summary>Methods of participants that the application's server calls. Channels are fed as the media loop does it.</summary>
public sealed class PerformRpcTests(LiveKitHost host) : IClassFixture<LiveKitHost>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan AckLimit = TimeSpan.FromSeconds(7);
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(15);

    [Fact]
    public async Task The_answer_of_the_participant_is_the_answer_and_nobody_else_hears_of_it()
    {
        const string room = nameof(The_answer_of_the_participant_is_the_answer_and_nobody_else_hears_of_it);
        await using var ann = await SignalClient.JoinAsync(host.Address, LiveKitHost.Token("ann", room));
        await using var eve = await SignalClient.JoinAsync(host.Address, LiveKitHost.Token("eve", room));
        var call = CallAsync(room, payload: "question");
        var request = await RequestAsync(room);
        Assert.Equal(("server", "greet", "question", 1u, 15000u), (request.ParticipantIdentity, request.RpcRequest.Method, request.RpcRequest.Payload, request.RpcRequest.Version, request.RpcRequest.ResponseTimeoutMs));

        // Somebody else who has got hold of the id answers nothing.
        await SayAsync(room, "eve", new() { RpcResponse = new() { RequestId = request.RpcRequest.Id, Payload = "forged" } });
        await SayAsync(room, "ann", new() { RpcAck = new() { RequestId = request.RpcRequest.Id }, DestinationIdentities = { "server" } });
        await SayAsync(room, "ann", new() { RpcResponse = new() { RequestId = request.RpcRequest.Id, Payload = "answer" }, DestinationIdentities = { "server" } });

        Assert.Equal((200, """{ "payload": "answer" }"""), await call.WaitAsync(Patience));
        Assert.Empty(await HeldAsync(room, "eve"));
    }

    [Theory]
    [InlineData(1400u, "", 501, """{"code":"unimplemented","msg":"sorry","meta":{"rpc_code":"1400"}}""")]
    [InlineData(1500u, "why", 500, """{"code":"unknown","msg":"sorry","meta":{"rpc_code":"1500","rpc_data":"why"}}""")]
    [InlineData(7u, "", 500, """{"code":"unknown","msg":"sorry","meta":{"rpc_code":"7"}}""")]
    public async Task An_error_of_the_participant_is_told_with_its_number(uint code, string data, int status, string expected)
    {
        var room = nameof(An_error_of_the_participant_is_told_with_its_number) + code;
        await using var ann = await SignalClient.JoinAsync(host.Address, LiveKitHost.Token("ann", room));
        var call = CallAsync(room);
        var id = (await RequestAsync(room)).RpcRequest.Id;

        await SayAsync(room, "ann", new() { RpcResponse = new() { RequestId = id, Error = new() { Code = code, Message = "sorry", Data = data } } });

        Assert.Equal((status, expected), await call.WaitAsync(Patience));
    }

    [Fact]
    public async Task Who_leaves_answers_no_more()
    {
        const string room = nameof(Who_leaves_answers_no_more);
        await using var ann = await SignalClient.JoinAsync(host.Address, LiveKitHost.Token("ann", room));
        var call = CallAsync(room);
        await RequestAsync(room);
        await ann.SendAsync(new() { Leave = new() });

        Assert.Equal((409, """{"code":"aborted","msg":"Recipient disconnected","meta":{"rpc_code":"1503"}}"""), await call.WaitAsync(Patience));
    }

    [Fact]
    public async Task Too_much_is_not_sent()
    {
        const string room = nameof(Too_much_is_not_sent);
        await using var ann = await SignalClient.JoinAsync(host.Address, LiveKitHost.Token("ann", room));
        Assert.Equal(
            (400, """{"code":"invalid_argument","msg":"Request payload too large","meta":{"rpc_code":"1402"}}"""),
            await CallAsync(room, payload: new string('x', 15361)).WaitAsync(Patience));
    }

    [Fact]
    public async Task A_client_that_does_not_take_the_call_is_not_waited_for()
    {
        var time = new ManualTime();
        var call = new RpcCall("id", "ann", new());
        var answer = call.WaitAsync(AckLimit, AnswerLimit, time);
        await time.PassAsync(AckLimit);
        Assert.Equal(1501u, (await answer.WaitAsync(Patience)).Error.Code);
    }

    [Fact]
    public async Task A_client_that_takes_the_call_has_until_the_end_to_answer()
    {
        var time = new ManualTime();
        var call = new RpcCall("id", "ann", new());
        var answer = call.WaitAsync(AckLimit, AnswerLimit, time);
        time.Advance(TimeSpan.FromSeconds(6));
        call.Take();
        await time.PassAsync(TimeSpan.FromSeconds(9));
        Assert.Equal(1502u, (await answer.WaitAsync(Patience)).Error.Code);
    }

    private async Task<(int Status, string Text)> CallAsync(string room, string payload = "")
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/twirp/livekit.RoomService/PerformRpc");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", LiveKitHost.AdminToken(room));
        var body = ProtoJson.Camel.Format(new PerformRpcRequest { Room = room, DestinationIdentity = "ann", Method = "greet", Payload = payload });
        request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await host.Http.SendAsync(request);
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    private async Task<DataPacket> RequestAsync(string room)
    {
        var until = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(until) < Patience)
        {
            if (await HeldAsync(room, "ann") is [var request])
            {
                return request;
            }
        }

        throw new TimeoutException("nothing was called");
    }

    // Their channels are not open: what is for them waits.
    private async Task<IReadOnlyList<DataPacket>> HeldAsync(string room, string identity)
    {
        var held = await host.Server.Rooms.Find(room)!.AskAsync(parts => parts.Room.Participants[identity].Channels.TakeHeld());
        return [.. held!.Select(m => DataPacket.Parser.ParseFrom(m.Span))];
    }

    private Task SayAsync(string room, string identity, DataPacket packet) => host.Server.Rooms.Find(room)!.AskAsync(parts =>
    {
        var sender = parts.Room.Participants[identity];
        sender.Channels.ReliableFrom = default(DataChannelId);
        parts.Data.Received(sender, sender.Peer, default, packet.ToByteArray());
        return true;
    });
}
