using System.Net.WebSockets;
using System.Text;
using System.Threading.Channels;
using Google.Protobuf;
using Microsoft.Extensions.Logging;
using Visio.LiveKit.Protocol;
using Visio.LiveKit.Rooms;

namespace Visio.LiveKit.Agents;

/// <summary>The socket of one worker. It is answered in the format it speaks: protobuf in binary frames, or its JSON in text.</summary>
internal sealed class AgentSession(WebSocket socket, AgentPool pool, TimeProvider time, ILogger log)
{
    private const int MaxMessage = 1024 * 1024;
    private const int QueueLength = 1024;
    private static readonly TimeSpan RegisterLimit = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan CloseGrace = TimeSpan.FromSeconds(2);

    private readonly Channel<ServerMessage> _outgoing = Channel.CreateBounded<ServerMessage>(
        new BoundedChannelOptions(QueueLength) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });

    private WebSocketMessageType _format = WebSocketMessageType.Binary;
    private AgentWorker? _worker;

    /// <summary>Serves the socket until it ends, or the server does.</summary>
    public async Task RunAsync(CancellationTokenSource ending)
    {
        using var unregistered = new CancellationTokenSource(RegisterLimit, time);
        using var first = CancellationTokenSource.CreateLinkedTokenSource(ending.Token, unregistered.Token);
        var writing = WriteAsync(ending);
        try
        {
            var buffer = new byte[16 * 1024];
            while (await ReceiveAsync(buffer, _worker is null ? first.Token : ending.Token) is { } message)
            {
                if (!Handle(message))
                {
                    break;
                }
            }
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or IOException or ObjectDisposedException)
        {
            log.WorkerSocketEnded(_worker?.Id ?? "", e.Message);
        }

        if (_worker is not null)
        {
            pool.Remove(_worker);
            log.WorkerLeft(_worker.Id);
        }

        _outgoing.Writer.TryComplete();
        await writing;
    }

    private void Send(ServerMessage message)
    {
        // Who does not read its messages any more is cut off.
        if (!_outgoing.Writer.TryWrite(message))
        {
            socket.Abort();
        }
    }

    // False when the worker does what none may.
    private bool Handle(WorkerMessage message)
    {
        if (message.MessageCase == WorkerMessage.MessageOneofCase.Register && _worker is null)
        {
            Register(message.Register);
            return true;
        }

        if (_worker is not { } worker)
        {
            return false;
        }

        switch (message.MessageCase)
        {
            case WorkerMessage.MessageOneofCase.Availability:
                worker.Answer(message.Availability);
                break;
            case WorkerMessage.MessageOneofCase.UpdateWorker:
                worker.Update(message.UpdateWorker);
                break;
            case WorkerMessage.MessageOneofCase.UpdateJob:
                worker.Update(message.UpdateJob);
                break;
            case WorkerMessage.MessageOneofCase.MigrateJob:
                worker.Migrate(message.MigrateJob.JobIds);
                break;
            case WorkerMessage.MessageOneofCase.Ping:
                Send(new() { Pong = new() { LastTimestamp = message.Ping.Timestamp, Timestamp = time.GetUtcNow().ToUnixTimeMilliseconds() } });
                break;
            case WorkerMessage.MessageOneofCase.SimulateJob:
                Simulate(worker, message.SimulateJob);
                break;
            default:
                break;
        }

        return true;
    }

    private void Register(RegisterWorkerRequest request)
    {
        _worker = new(request, Send, time);
        Send(new() { Register = new() { WorkerId = _worker.Id, ServerInfo = ServerDescription.Info() } });
        log.WorkerRegistered(_worker.Id, request.Type.ToString(), request.AgentName);
        pool.Add(_worker);
    }

    // For whoever writes an agent: a job that no room has asked for.
    private void Simulate(AgentWorker worker, SimulateJobRequest request)
    {
        var job = new Job { Id = Sid.Job(), Type = request.Type, Room = request.Room ?? new(), AgentName = worker.Registration.AgentName };
        job.Participant = request.Participant;
        _ = Task.Run(() => pool.AssignAsync(job, resuming: false, worker, (_, _) => { }));
    }

    private async Task<WorkerMessage?> ReceiveAsync(byte[] block, CancellationToken cancellationToken)
    {
        using var message = new MemoryStream();
        while (true)
        {
            var part = await socket.ReceiveAsync(block.AsMemory(), cancellationToken);
            if (part.MessageType == WebSocketMessageType.Close || message.Length + part.Count > MaxMessage)
            {
                return null;
            }

            message.Write(block, 0, part.Count);
            if (part.EndOfMessage)
            {
                _format = part.MessageType;
                var bytes = message.GetBuffer().AsSpan(0, (int)message.Length);
                return part.MessageType == WebSocketMessageType.Binary
                    ? ProtoJson.TryParse(bytes, WorkerMessage.Parser, out var binary) ? binary : null
                    : ProtoJson.TryParse(Encoding.UTF8.GetString(bytes), out WorkerMessage text) ? text : null;
            }
        }
    }

    private async Task WriteAsync(CancellationTokenSource ending)
    {
        using var grace = new CancellationTokenSource();
        try
        {
            await foreach (var message in _outgoing.Reader.ReadAllAsync(ending.Token))
            {
                var bytes = _format == WebSocketMessageType.Binary ? message.ToByteArray() : Encoding.UTF8.GetBytes(ProtoJson.Camel.Format(message));
                await socket.SendAsync(bytes, _format, endOfMessage: true, ending.Token);
            }
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or IOException or ObjectDisposedException)
        {
            log.WorkerSocketEnded(_worker?.Id ?? "", e.Message);
        }

        grace.CancelAfter(CloseGrace);
        try
        {
            await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, "", grace.Token);
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or IOException or ObjectDisposedException)
        {
            log.WorkerSocketEnded(_worker?.Id ?? "", e.Message);
        }
    }
}
