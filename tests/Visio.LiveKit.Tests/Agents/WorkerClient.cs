using System.Net.WebSockets;
using System.Text;
using Google.Protobuf;
using Visio.LiveKit.Protocol;
using Visio.LiveKit.Tokens;

namespace Visio.LiveKit.Tests.Agents;

/// <summary>A worker, over a real WebSocket.</summary>
internal sealed class WorkerClient : IAsyncDisposable
{
    private readonly ClientWebSocket _socket = new();
    private readonly CancellationTokenSource _end = new(TimeSpan.FromSeconds(60));
    private bool _speaksJson;

    public static async Task<WorkerClient> ConnectAsync(Uri server, bool isAgent = true)
    {
        var worker = new WorkerClient();
        var token = new AccessToken { Video = new() { Agent = isAgent } }
            .Sign(LiveKitHost.Key, LiveKitHost.Secret, TimeProvider.System.GetUtcNow(), TimeSpan.FromHours(1));
        worker._socket.Options.SetRequestHeader("Authorization", "Bearer " + token);
        await worker._socket.ConnectAsync(new Uri($"ws://{server.Authority}/agent?protocol=1"), worker._end.Token);
        return worker;
    }

    /// <summary>Connects and registers.</summary>
    public static async Task<WorkerClient> RegisterAsync(Uri server, RegisterWorkerRequest? request = null, bool speaksJson = false)
    {
        var worker = await ConnectAsync(server);
        worker._speaksJson = speaksJson;
        await worker.SendAsync(new() { Register = request ?? new() });
        var registered = (await worker.ReceiveAsync()).Register;
        Assert.StartsWith("AW_", registered.WorkerId, StringComparison.Ordinal);
        Assert.Equal(1, registered.ServerInfo.AgentProtocol);
        return worker;
    }

    public async Task SendAsync(WorkerMessage message)
    {
        var bytes = _speaksJson ? Encoding.UTF8.GetBytes(ProtoJson.Camel.Format(message)) : message.ToByteArray();
        await _socket.SendAsync(bytes, _speaksJson ? WebSocketMessageType.Text : WebSocketMessageType.Binary, endOfMessage: true, _end.Token);
    }

    public async Task<ServerMessage> ReceiveAsync() => await TryReceiveAsync() ?? throw new InvalidOperationException("closed");

    /// <summary>The next message; null when the server has closed.</summary>
    public async Task<ServerMessage?> TryReceiveAsync()
    {
        var buffer = new byte[256 * 1024];
        var length = 0;
        ValueWebSocketReceiveResult part;
        do
        {
            part = await _socket.ReceiveAsync(buffer.AsMemory(length), _end.Token);
            length += part.Count;
        }
        while (!part.EndOfMessage);
        if (part.MessageType == WebSocketMessageType.Close)
        {
            return null;
        }

        Assert.Equal(_speaksJson ? WebSocketMessageType.Text : WebSocketMessageType.Binary, part.MessageType);
        return _speaksJson
            ? ProtoJson.Parser.Parse<ServerMessage>(Encoding.UTF8.GetString(buffer, 0, length))
            : ServerMessage.Parser.ParseFrom(buffer, 0, length);
    }

    /// <summary>The next message has to be an offer.</summary>
    public async Task<AvailabilityRequest> OfferedAsync()
    {
        var message = await ReceiveAsync();
        Assert.Equal(ServerMessage.MessageOneofCase.Availability, message.MessageCase);
        return message.Availability;
    }

    /// <summary>Takes the next offer and is given the job.</summary>
    public async Task<JobAssignment> TakeAsync(string identity = "")
    {
        var offer = await OfferedAsync();
        await SendAsync(new()
        {
            Availability = new()
            {
                JobId = offer.Job.Id, Available = true, ParticipantIdentity = identity, ParticipantName = "Robot",
                ParticipantAttributes = { ["a"] = "b" },
            },
        });
        var message = await ReceiveAsync();
        Assert.Equal(ServerMessage.MessageOneofCase.Assignment, message.MessageCase);
        return message.Assignment;
    }

    /// <summary>Says something and hears the answer to it: whatever was under way before has been handled.</summary>
    public async Task<ServerMessage> PingAsync()
    {
        await SendAsync(new() { Ping = new() { Timestamp = 7 } });
        return await ReceiveAsync();
    }

    public Task SayAsync(string jobId, JobStatus status) => SendAsync(new() { UpdateJob = new() { JobId = jobId, Status = status } });

    public ValueTask DisposeAsync()
    {
        _socket.Abort();
        _socket.Dispose();
        _end.Dispose();
        return ValueTask.CompletedTask;
    }
}
