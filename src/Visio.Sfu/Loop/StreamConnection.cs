using System.Net.Security;
using System.Net.Sockets;
using Visio.Rtc;
using Visio.Rtc.Framing;
using Visio.Sfu.Routing;

namespace Visio.Sfu.Loop;

/// <summary>
/// One TCP or TLS connection. It is read on the thread pool, a few kilobytes at a time: what has arrived whole is handed to the loop, and
/// reading goes on when the loop has taken it, so a fast sender fills its own buffers and not ours. What the loop sends is put into a
/// buffer of limited size: a slow reader loses datagrams, as on a slow link, and who reads nothing at all is disconnected.
/// </summary>
internal sealed class StreamConnection : StreamLink
{
    /// <summary>What may be unfinished when a stranger's time is up.</summary>
    private static readonly TimeSpan StrangerPatience = TimeSpan.FromSeconds(15);

    /// <summary>A client checks its connections every few seconds (RFC 7675), and refreshes an allocation within minutes (RFC 8656 §8).</summary>
    private static readonly TimeSpan IcePatience = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan TurnPatience = TimeSpan.FromMinutes(11);

    /// <summary>How long the other side may read nothing while something waits for it.</summary>
    private static readonly TimeSpan WritePatience = TimeSpan.FromSeconds(15);

    /// <summary>Bytes a stranger may send: some dozens of connectivity checks.</summary>
    private const int StrangerBytes = 8 * 1024;

    /// <summary>Bytes that wait for a slow reader: half a second at 2 Mbit/s.</summary>
    private const int SendLimit = 128 * 1024;
    private const int ReceiveBuffer = 8 * 1024;

    // Of _standing: the loop may come to trust a connection while it ends.
    private const int Stranger = 0;
    private const int Trusted = 1;
    private const int Gone = 2;

    private readonly StreamFraming _framing;
    private readonly StreamDirectory _directory;
    private readonly StreamAdmission _admission;
    private readonly byte[] _received = new byte[ReceiveBuffer];
    private readonly SemaphoreSlim _taken = new(0, 1);
    private readonly CancellationTokenSource _end = new();
    private readonly Lock _lock = new();
    private Action<StreamEvent>? _tell;
    private byte[] _waiting = [];
    private byte[] _leaving = [];
    private int _waitingLength;
    private int _whole;
    private bool _isWriting;
    private int _standing;

    public StreamConnection(Stream stream, TransportAddress remote, StreamUse use, StreamAdmission admission, StreamDirectory directory)
        : base(remote, use)
    {
        _framing = use == StreamUse.Ice ? StreamFraming.Ice : StreamFraming.Turn;
        _admission = admission;
        _directory = directory;
        Stream = stream;
    }

    private Stream Stream { get; set; }

    private bool IsTrusted => Volatile.Read(ref _standing) == Trusted;

    /// <summary>Serves the connection until it ends, and closes it.</summary>
    /// <param name="tls">How TLS is spoken; null for plain TCP, and where it is in the stream already.</param>
    /// <param name="received">What has been read of it; less than a buffer.</param>
    public async Task RunAsync(SslServerAuthenticationOptions? tls, ReadOnlyMemory<byte> received = default)
    {
        try
        {
            _end.CancelAfter(StrangerPatience);
            if (tls is not null)
            {
                var secure = new SslStream(Stream);
                Stream = secure;
                await secure.AuthenticateAsServerAsync(tls, _end.Token).ConfigureAwait(false);
            }

            Open([]);
            await ReceiveAsync(received).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException or ObjectDisposedException
            or System.Security.Authentication.AuthenticationException)
        {
            // Ended by the other side, by its time, or by us: all the same.
        }
        finally
        {
            _tell?.Invoke(new(this, StreamEventKind.Closed));

            _admission.Leave(Remote, Interlocked.Exchange(ref _standing, Gone) == Trusted);
            await Stream.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>On the loop's thread: hands over the datagrams that have arrived. They may be changed in place.</summary>
    public void Take(MediaCore core, Rtc.Time.Instant now)
    {
        var rest = _received.AsSpan(0, _whole);
        while (_framing.Read(rest, out var datagram, out var consumed) == FrameStatus.Complete)
        {
            core.HandleStream(this, rest[datagram], now);
            rest = rest[consumed..];
        }

        _taken.Release();
    }

    public override bool TrySend(ReadOnlySpan<byte> datagram)
    {
        lock (_lock)
        {
            var needed = _waitingLength + datagram.Length + StreamFraming.MaxOverhead;
            if (needed > SendLimit || _end.IsCancellationRequested)
            {
                return false;
            }

            if (needed > _waiting.Length)
            {
                Array.Resize(ref _waiting, Math.Min(Math.Max(needed, 2 * _waiting.Length), SendLimit));
            }

            _waitingLength += _framing.Write(datagram, _waiting.AsSpan(_waitingLength));
            if (!_isWriting)
            {
                _isWriting = true;
                _ = Task.Run(SendWaitingAsync);
            }

            return true;
        }
    }

    public override void Trust()
    {
        if (Interlocked.CompareExchange(ref _standing, Trusted, Stranger) == Stranger)
        {
            _admission.Trust(Remote);
        }
    }

    public override void Close()
    {
        // Cancelled elsewhere: what goes on here would run on the loop's thread.
        _ = Task.Run(_end.Cancel);
    }

    private async Task ReceiveAsync(ReadOnlyMemory<byte> received)
    {
        received.CopyTo(_received);
        var (filled, total) = (received.Length, received.Length);
        while (TryFindWhole(filled))
        {
            if (_whole > 0)
            {
                Open(_received.AsSpan(0, _whole));
                if (_tell is not null)
                {
                    _tell(new(this, StreamEventKind.Received));
                    await _taken.WaitAsync(_end.Token).ConfigureAwait(false);
                }

                _received.AsSpan(_whole, filled - _whole).CopyTo(_received);
                filled -= _whole;
            }

            if (IsTrusted)
            {
                _end.CancelAfter(Use == StreamUse.Ice ? IcePatience : TurnPatience);
            }

            if (filled == _received.Length)
            {
                return;
            }

            var read = await Stream.ReadAsync(_received.AsMemory(filled), _end.Token).ConfigureAwait(false);
            total = Math.Min(total + read, StrangerBytes + 1);
            if (read == 0 || (!IsTrusted && total > StrangerBytes))
            {
                return;
            }

            filled += read;
        }
    }

    /// <summary>Finds the loop that it belongs to, as soon as that shows; what comes before is for nobody.</summary>
    private void Open(ReadOnlySpan<byte> frames)
    {
        if (_tell is null)
        {
            _tell = _directory.Find(Use, frames.IsEmpty || _framing.Read(frames, out var first, out _) != FrameStatus.Complete ? [] : frames[first]);
            _tell?.Invoke(new(this, StreamEventKind.Opened));
        }
    }

    /// <summary>Finds out how much of what arrived is whole frames; false when it is no frames at all.</summary>
    private bool TryFindWhole(int filled)
    {
        _whole = 0;
        while (true)
        {
            switch (_framing.Read(_received.AsSpan(_whole, filled - _whole), out _, out var consumed))
            {
                case FrameStatus.Incomplete:
                    return true;
                case FrameStatus.Malformed:
                    return false;
                default:
                    _whole += consumed;
                    break;
            }
        }
    }

    private async Task SendWaitingAsync()
    {
        try
        {
            while (true)
            {
                int length;
                lock (_lock)
                {
                    if (_waitingLength == 0)
                    {
                        _isWriting = false;
                        return;
                    }

                    (_leaving, _waiting) = (_waiting, _leaving);
                    (length, _waitingLength) = (_waitingLength, 0);
                }

                using var limit = CancellationTokenSource.CreateLinkedTokenSource(_end.Token);
                limit.CancelAfter(WritePatience);
                await Stream.WriteAsync(_leaving.AsMemory(0, length), limit.Token).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
        {
            await _end.CancelAsync().ConfigureAwait(false);
        }
    }
}
