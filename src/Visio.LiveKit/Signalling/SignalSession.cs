using System.Net.WebSockets;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Visio.LiveKit.Protocol;

namespace Visio.LiveKit.Signalling;

/// <summary>
/// One signalling socket. The room writes to its bounded queue from its own thread and never waits; one task writes the queue to the
/// socket in order, another reads the client's messages. A client that does not read fast enough is disconnected.
/// </summary>
internal sealed class SignalSession(string connection, TimeProvider time, ILogger log)
{
    /// <summary>The most messages that may wait for a client.</summary>
    public const int QueueLength = 1024;

    private static readonly TimeSpan CloseGrace = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan SlowGrace = TimeSpan.FromSeconds(5);

    // A null wakes the task that writes, so that it looks at what has ended: waiting with a token costs an object for each message.
    private readonly Channel<SignalResponse?> _outgoing = Channel.CreateBounded<SignalResponse?>(
        new BoundedChannelOptions(QueueLength) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });

    private readonly CancellationTokenSource _abort = new();
    private Closing? _closing;
    private WebSocketMessageType _format = WebSocketMessageType.Binary;

    /// <summary>Queues a message; the client is expelled when its queue is full. Any thread.</summary>
    public void Send(SignalResponse response)
    {
        if (!_outgoing.Writer.TryWrite(response) && _closing is null)
        {
            Expel(WebSocketCloseStatus.PolicyViolation, "client reads too slowly", SlowGrace);
        }
    }

    /// <summary>
    /// Sends what is queued, then <paramref name="leave"/> if there is one, and closes; a client that does not read it in time is cut off.
    /// Any thread; the first call counts.
    /// </summary>
    public void Close(LeaveRequest? leave, WebSocketCloseStatus status, string reason)
    {
        if (Interlocked.CompareExchange(ref _closing, new(null, status, reason), null) is not null)
        {
            return;
        }

        if (leave is not null)
        {
            _outgoing.Writer.TryWrite(new() { Leave = leave });
        }

        _outgoing.Writer.TryComplete();
        _abort.CancelAfter(CloseGrace);
    }

    /// <summary>Drops the socket without a word, as a broken network would.</summary>
    public void Abort() => _abort.Cancel();

    /// <summary>Serves the socket until it ends.</summary>
    /// <param name="socket">The accepted socket.</param>
    /// <param name="receive">Takes each message; the next one is read when it has been taken.</param>
    /// <param name="aborted">The request's own end.</param>
    public async Task<SessionEnd> RunAsync(WebSocket socket, Func<SignalRequest, ValueTask> receive, CancellationToken aborted)
    {
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(aborted, _abort.Token);
        var writing = WriteAsync(socket, linked);
        var reading = ReadAsync(socket, receive, linked.Token);
        await Task.WhenAny(reading, writing);
        Close(null, WebSocketCloseStatus.NormalClosure, "");
        await Task.WhenAll(reading, writing);
        socket.Abort();
        return _closing is { Leave: not null } ? SessionEnd.Expelled : SessionEnd.Lost;
    }

    private async Task WriteAsync(WebSocket socket, CancellationTokenSource ending)
    {
        await using var wake = ending.Token.Register(() => _outgoing.Writer.TryWrite(null));
        try
        {
            while (_closing is not { Leave: not null } && await _outgoing.Reader.WaitToReadAsync(CancellationToken.None))
            {
                ending.Token.ThrowIfCancellationRequested();
                if (_outgoing.Reader.TryRead(out var response) && response is not null)
                {
                    await SendAsync(socket, response, ending.Token);
                }
            }

            ending.Token.ThrowIfCancellationRequested();
            var closing = _closing!;
            if (closing.Leave is { } leave)
            {
                await SendAsync(socket, new() { Leave = leave }, ending.Token);
            }

            await socket.CloseOutputAsync(closing.Status, closing.Reason, ending.Token);
        }
        catch (Exception e) when (IsEndOfSocket(e))
        {
            log.SocketEnded(connection, e.Message);
        }

        // The client answers our close; one that does not is cut off.
        ending.CancelAfter(CloseGrace);
    }

    // Most is taken at once; only what is not is waited for with a token, which costs several objects.
    private Task SendAsync(WebSocket socket, SignalResponse response, CancellationToken cancellationToken)
    {
        var sending = socket.SendAsync(SignalCodec.Write(response, _format).AsMemory(), _format, endOfMessage: true, CancellationToken.None);
        return sending.IsCompletedSuccessfully ? Task.CompletedTask : sending.AsTask().WaitAsync(cancellationToken);
    }

    private async Task ReadAsync(WebSocket socket, Func<SignalRequest, ValueTask> receive, CancellationToken cancellationToken)
    {
        var buffer = new byte[4096];
        var pace = new SignalPace(time);
        try
        {
            while (true)
            {
                var length = 0;
                ValueWebSocketReceiveResult part;
                do
                {
                    if (length == buffer.Length)
                    {
                        if (length >= SignalCodec.MaxMessageSize)
                        {
                            Expel(WebSocketCloseStatus.MessageTooBig, "signalling message too large", CloseGrace);
                            await DiscardAsync(socket, buffer, cancellationToken);
                            return;
                        }

                        Array.Resize(ref buffer, Math.Min(buffer.Length * 4, SignalCodec.MaxMessageSize));
                    }

                    part = await socket.ReceiveAsync(buffer.AsMemory(length), cancellationToken);
                    length += part.Count;
                }
                while (!part.EndOfMessage);

                if (part.MessageType == WebSocketMessageType.Close)
                {
                    return;
                }

                if (!SignalCodec.TryRead(buffer.AsSpan(0, length), part.MessageType, out var request))
                {
                    Expel(WebSocketCloseStatus.InvalidPayloadData, "signalling message cannot be read", CloseGrace);
                    await DiscardAsync(socket, buffer, cancellationToken);
                    return;
                }

                _format = part.MessageType;
                if (!TryAnswer(request))
                {
                    await receive(request);
                }

                if (pace.Charge(length) is var wait && wait > TimeSpan.Zero)
                {
                    await Task.Delay(wait, time, cancellationToken);
                }
            }
        }
        catch (Exception e) when (IsEndOfSocket(e))
        {
            log.SocketEnded(connection, e.Message);
        }
    }

    /// <summary>Answers what asks whether we are here: the room has nothing to say to it.</summary>
    private bool TryAnswer(SignalRequest request)
    {
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        switch (request.MessageCase)
        {
            case SignalRequest.MessageOneofCase.Ping:
                Send(new() { Pong = now });
                return true;
            case SignalRequest.MessageOneofCase.PingReq:
                Send(new() { PongResp = new() { LastPingTimestamp = request.PingReq.Timestamp, Timestamp = now } });
                return true;
            default:
                return false;
        }
    }

    // Reads on until the client has seen our close: a socket that is dropped with unread data loses what was sent last.
    private static async Task DiscardAsync(WebSocket socket, byte[] buffer, CancellationToken cancellationToken)
    {
        while ((await socket.ReceiveAsync(buffer.AsMemory(), cancellationToken)).MessageType != WebSocketMessageType.Close)
        {
        }
    }

    private void Expel(WebSocketCloseStatus status, string reason, TimeSpan grace)
    {
        var leave = new LeaveRequest { Reason = DisconnectReason.StateMismatch, Action = LeaveRequest.Types.Action.Disconnect };
        if (Interlocked.CompareExchange(ref _closing, new(leave, status, reason), null) is not null)
        {
            return;
        }

        log.SessionExpelled(connection, reason);
        _outgoing.Writer.TryComplete();
        _abort.CancelAfter(grace);
    }

    private static bool IsEndOfSocket(Exception e) =>
        e is WebSocketException or OperationCanceledException or IOException or ObjectDisposedException;

    private sealed record Closing(LeaveRequest? Leave, WebSocketCloseStatus Status, string Reason);
}
