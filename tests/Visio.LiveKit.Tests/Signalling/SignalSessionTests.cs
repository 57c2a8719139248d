using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using Google.Protobuf;
using Microsoft.Extensions.Logging.Abstractions;
using Visio.LiveKit.Protocol;
using Visio.LiveKit.Signalling;

namespace Visio.LiveKit.Tests.Signalling;

public sealed class SignalSessionTests(LiveKitHost host) : IClassFixture<LiveKitHost>
{
    [Fact]
    public async Task Pings_of_both_kinds_are_answered()
    {
        await using var ann = await SignalClient.JoinAsync(host.Address, LiveKitHost.Token("ann", nameof(Pings_of_both_kinds_are_answered)));

        await ann.SendAsync(new() { PingReq = new() { Timestamp = 12345 } });
        await ann.SendAsync(new() { Ping = 1 });

        Assert.Equal(12345, (await ann.WaitAsync(r => r.PongResp is not null)).PongResp.LastPingTimestamp);
        Assert.True((await ann.WaitAsync(r => r.MessageCase == SignalResponse.MessageOneofCase.Pong)).Pong > 0);
    }

    [Theory]
    [InlineData("""{"pingReq":{"timestamp":"7"}}""")]
    [InlineData("""{"ping_req":{"timestamp":7},"no_such_field":[1]}""")]
    public async Task Json_is_answered_with_json(string json)
    {
        await using var ann = await SignalClient.JoinAsync(host.Address, LiveKitHost.Token("ann", "json" + json.Length));

        await ann.SendJsonAsync(json);

        while (await ann.ReceiveFrameAsync() is var (bytes, type))
        {
            if (type == WebSocketMessageType.Text)
            {
                Assert.Contains("\"lastPingTimestamp\": \"7\"", Encoding.UTF8.GetString(bytes), StringComparison.Ordinal);
                return;
            }
        }

        Assert.Fail("closed without an answer");
    }

    [Fact]
    public async Task Malformed_signalling_ends_its_session_and_nobody_elses()
    {
        const string room = nameof(Malformed_signalling_ends_its_session_and_nobody_elses);
        await using var ann = await SignalClient.JoinAsync(host.Address, LiveKitHost.Token("ann", room));
        await using var bob = await SignalClient.JoinAsync(host.Address, LiveKitHost.Token("bob", room));

        await bob.SendAsync([0xFF, 0xFF, 0xFF], WebSocketMessageType.Binary);

        Assert.Equal(WebSocketCloseStatus.InvalidPayloadData, await bob.WaitForCloseAsync());
        Assert.Equal(DisconnectReason.StateMismatch, bob.Received[^1].Leave.Reason);
        var left = await ann.WaitAsync(r => r.Update?.Participants is [{ State: ParticipantInfo.Types.State.Disconnected }]);
        Assert.Equal("bob", left.Update.Participants[0].Identity);
        await ann.SendAsync(new() { PingReq = new() { Timestamp = 1 } });
        await ann.WaitAsync(r => r.PongResp is not null);
    }

    [Theory]
    [InlineData(WebSocketMessageType.Binary)]
    [InlineData(WebSocketMessageType.Text)]
    public async Task A_message_that_is_too_large_ends_the_session(WebSocketMessageType type)
    {
        await using var ann = await SignalClient.JoinAsync(host.Address, LiveKitHost.Token("ann", "large" + type));
        var sending = ann.SendAsync(new byte[(2 * 1024 * 1024) + 1], type);

        Assert.Equal(WebSocketCloseStatus.MessageTooBig, await ann.WaitForCloseAsync());
        await ((Task)sending).ContinueWith(_ => { }, TaskScheduler.Default);
    }

    [Fact]
    public async Task Messages_nobody_knows_are_ignored()
    {
        await using var ann = await SignalClient.JoinAsync(host.Address, LiveKitHost.Token("ann", nameof(Messages_nobody_knows_are_ignored)));

        // Field 900, length-delimited, empty.
        await ann.SendAsync([0xA2, 0x38, 0x00], WebSocketMessageType.Binary);
        await ann.SendAsync(new() { Trickle = new() { CandidateInit = "nonsense" } });
        await ann.SendAsync(new SignalRequest { PingReq = new() { Timestamp = 2 } }.ToByteArray(), WebSocketMessageType.Binary);

        Assert.Equal(2, (await ann.WaitAsync(r => r.PongResp is not null)).PongResp.LastPingTimestamp);
    }

    [Fact]
    public async Task A_client_that_reads_nothing_cannot_hold_up_the_close()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var client = new TcpClient();
        await client.ConnectAsync((IPEndPoint)listener.LocalEndpoint);
        using var accepted = await listener.AcceptTcpClientAsync();
        using var socket = WebSocket.CreateFromStream(accepted.GetStream(), new WebSocketCreationOptions { IsServer = true });
        var session = new SignalSession("stuck", TimeProvider.System, NullLogger.Instance);
        var running = session.RunAsync(socket, _ => ValueTask.CompletedTask, CancellationToken.None);

        // More than the buffers between the two hold.
        var large = new SignalResponse { RefreshToken = new string('x', 100_000) };
        for (var i = 0; i < SignalSession.QueueLength / 2; i++)
        {
            session.Send(large);
        }

        session.Close(new LeaveRequest(), WebSocketCloseStatus.NormalClosure, "");

        await running.WaitAsync(TimeSpan.FromSeconds(60));
    }
}
