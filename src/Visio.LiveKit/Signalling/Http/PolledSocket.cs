using System.Buffers.Binary;
using System.Net.WebSockets;
using System.Text;
using System.Threading.Channels;

namespace Visio.LiveKit.Signalling.Http;

/// <summary>
/// What a <see cref="SignalSession"/> takes for its WebSocket, over requests that come one after the other. Each direction counts its
/// messages: what is sent is kept until the client asks for what follows, and what comes twice is taken once, so that a request that
/// was cut loses nothing and may simply be made again. Any thread.
/// </summary>
internal sealed class PolledSocket : WebSocket
{
    /// <summary>The most bytes that wait to be fetched; who sends waits beyond that, as for a TCP connection that is full.</summary>
    public const int MaxWaiting = 1024 * 1024;

    /// <summary>The most bytes of one answer, unless a single message is longer.</summary>
    private const int MaxAnswer = 256 * 1024;

    /// <summary>Messages that have arrived and are not read yet, at most.</summary>
    private const int MaxUnread = 16;

    private readonly Lock _gate = new();
    private readonly TimeProvider _time;
    private readonly TimeSpan _patience;
    private readonly Queue<SignalFrame> _waiting = new();
    private readonly Channel<SignalFrame> _arrived = Channel.CreateBounded<SignalFrame>(MaxUnread);
    private readonly SemaphoreSlim _taking = new(1);
    private readonly CancellationTokenSource _gone;
    private readonly TaskCompletionSource _farewell = NewChange();
    private TaskCompletionSource _changed = NewChange();
    private CancellationTokenSource? _takingNow;
    private SignalFrame? _current;
    private int _read;
    private int _waitingBytes;
    private long _acknowledged;
    private long _taken;
    private int _poll;
    private bool _ended;
    private WebSocketState _state = WebSocketState.Open;
    private WebSocketCloseStatus? _closeStatus;
    private string? _closeReason;

    /// <param name="time">The clock.</param>
    /// <param name="patience">How long the client may be without a request that waits for messages.</param>
    public PolledSocket(TimeProvider time, TimeSpan patience)
    {
        _time = time;
        _patience = patience;
        _gone = new(patience, time);
    }

    /// <summary>Cancelled when the client has stayed away for too long.</summary>
    public CancellationToken Gone => _gone.Token;

    /// <summary>Completes when the client has closed, or has fetched how the session ended, or has had the time to.</summary>
    public Task Farewell => _farewell.Task;

    public override WebSocketCloseStatus? CloseStatus => _closeStatus;

    public override string? CloseStatusDescription => _closeReason;

    public override WebSocketState State => _state;

    public override string? SubProtocol => null;

    /// <summary>
    /// Waits for messages after the first <paramref name="after"/>, which the client has. A newer call ends this one.
    /// </summary>
    /// <param name="after">How many messages the client has had.</param>
    /// <param name="wait">How long to wait for one.</param>
    /// <param name="aborted">The request's end.</param>
    public async Task<PollAnswer> PollAsync(long after, TimeSpan wait, CancellationToken aborted)
    {
        int poll;
        lock (_gate)
        {
            if (after < _acknowledged || after > _acknowledged + _waiting.Count)
            {
                return PollAnswer.Misnumbered;
            }

            for (; _acknowledged < after; _acknowledged++)
            {
                _waitingBytes -= _waiting.Dequeue().Size;
            }

            poll = ++_poll;
            _gone.CancelAfter(Timeout.InfiniteTimeSpan);
            TellChange();
        }

        try
        {
            var end = _time.GetUtcNow() + wait;
            while (true)
            {
                Task changed;
                lock (_gate)
                {
                    if (poll != _poll)
                    {
                        return PollAnswer.Superseded;
                    }

                    if (_waiting.Count > 0)
                    {
                        return new(PollOutcome.Messages, TakeWaiting());
                    }

                    if (_ended)
                    {
                        Forget();
                        return PollAnswer.Ended;
                    }

                    changed = _changed.Task;
                }

                var left = end - _time.GetUtcNow();
                if (left <= TimeSpan.Zero)
                {
                    return PollAnswer.Nothing;
                }

                try
                {
                    await changed.WaitAsync(left, _time, aborted);
                }
                catch (TimeoutException)
                {
                    return PollAnswer.Nothing;
                }
            }
        }
        finally
        {
            lock (_gate)
            {
                if (poll == _poll && !_ended)
                {
                    _gone.CancelAfter(_patience);
                }
            }
        }
    }

    /// <summary>
    /// Takes messages of the client; completes when they have been read, or wait to be. A newer call ends this one.
    /// </summary>
    /// <param name="first">The number of the first, from 0.</param>
    /// <param name="frames">One or more, in order.</param>
    /// <param name="aborted">The request's end.</param>
    /// <returns>False when messages before these are missing.</returns>
    public async Task<bool> TakeAsync(long first, IReadOnlyList<SignalFrame> frames, CancellationToken aborted)
    {
        using var own = CancellationTokenSource.CreateLinkedTokenSource(aborted, Gone);
        if (Interlocked.Exchange(ref _takingNow, own) is { } earlier)
        {
            await CancelAsync(earlier);
        }

        await _taking.WaitAsync(own.Token);
        try
        {
            for (var i = 0; i < frames.Count; i++)
            {
                if (first + i > _taken)
                {
                    return false;
                }

                if (first + i == _taken)
                {
                    if (frames[i].Type == WebSocketMessageType.Close)
                    {
                        Forget();
                    }

                    await _arrived.Writer.WriteAsync(frames[i], own.Token);
                    _taken++;
                }
            }

            return true;
        }
        finally
        {
            Interlocked.CompareExchange(ref _takingNow, null, own);
            _taking.Release();
        }
    }

    public override async Task SendAsync(ArraySegment<byte> buffer, WebSocketMessageType messageType, bool endOfMessage, CancellationToken cancellationToken)
    {
        var frame = new SignalFrame(messageType, buffer.ToArray());
        while (true)
        {
            Task changed;
            lock (_gate)
            {
                if (_ended)
                {
                    throw new WebSocketException(WebSocketError.ConnectionClosedPrematurely);
                }

                if (_waiting.Count == 0 || _waitingBytes + frame.Size <= MaxWaiting)
                {
                    Add(frame);
                    return;
                }

                changed = _changed.Task;
            }

            await changed.WaitAsync(cancellationToken);
        }
    }

    public override async Task<WebSocketReceiveResult> ReceiveAsync(ArraySegment<byte> buffer, CancellationToken cancellationToken)
    {
        if (_current is null)
        {
            _current = await _arrived.Reader.ReadAsync(cancellationToken);
            _read = 0;
        }

        if (_current.Type == WebSocketMessageType.Close)
        {
            ReadClose(_current.Content);
            return new(0, WebSocketMessageType.Close, endOfMessage: true, _closeStatus, _closeReason);
        }

        var part = Math.Min(buffer.Count, _current.Content.Length - _read);
        _current.Content.AsSpan(_read, part).CopyTo(buffer);
        _read += part;
        var type = _current.Type;
        var isWhole = _read == _current.Content.Length;
        if (isWhole)
        {
            _current = null;
        }

        return new(part, type, isWhole);
    }

    public override Task CloseOutputAsync(WebSocketCloseStatus closeStatus, string? statusDescription, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (!_ended && _state != WebSocketState.CloseSent)
            {
                Add(SignalFrame.Closing(closeStatus, statusDescription));
                _state = WebSocketState.CloseSent;
            }
        }

        return Task.CompletedTask;
    }

    public override Task CloseAsync(WebSocketCloseStatus closeStatus, string? statusDescription, CancellationToken cancellationToken) =>
        CloseOutputAsync(closeStatus, statusDescription, cancellationToken);

    /// <summary>Nothing more is sent or taken; what waits can still be fetched.</summary>
    public override void Abort()
    {
        lock (_gate)
        {
            _ended = true;
            _state = WebSocketState.Aborted;
            _gone.CancelAfter(Timeout.InfiniteTimeSpan);
            TellChange();
        }
    }

    /// <summary>The client is waited for no longer.</summary>
    public void Forget() => _farewell.TrySetResult();

    /// <summary>The same as <see cref="Abort"/>: requests may still come to ask how it ended.</summary>
    public override void Dispose() => Abort();

    private static TaskCompletionSource NewChange() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static async Task CancelAsync(CancellationTokenSource earlier)
    {
        try
        {
            await earlier.CancelAsync();
        }
        catch (ObjectDisposedException)
        {
            // It has just ended by itself.
        }
    }

    private void Add(SignalFrame frame)
    {
        _waiting.Enqueue(frame);
        _waitingBytes += frame.Size;
        TellChange();
    }

    private void TellChange()
    {
        _changed.TrySetResult();
        _changed = NewChange();
    }

    private byte[] TakeWaiting()
    {
        using var answer = new MemoryStream();
        foreach (var frame in _waiting)
        {
            if (answer.Length > 0 && answer.Length + frame.Size > MaxAnswer)
            {
                break;
            }

            frame.WriteTo(answer);
        }

        return answer.ToArray();
    }

    private void ReadClose(byte[] content)
    {
        _closeStatus = content.Length < 2
            ? WebSocketCloseStatus.Empty
            : (WebSocketCloseStatus)BinaryPrimitives.ReadUInt16BigEndian(content);
        _closeReason = content.Length < 2 ? null : Encoding.UTF8.GetString(content.AsSpan(2));
    }
}
