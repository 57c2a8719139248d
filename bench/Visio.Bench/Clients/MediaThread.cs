using System.Collections.Concurrent;
using System.Diagnostics;
using Visio.Rtc.Time;

namespace Visio.Bench.Clients;

/// <summary>
/// All media of all clients on one thread. It looks once a millisecond and takes what has come until then: nobody is woken by a packet, which
/// would cost the server that sends it, and generator and server share few cores.
/// </summary>
internal sealed class MediaThread : IDisposable
{
    private static readonly TimeSpan TimerInterval = TimeSpan.FromMilliseconds(10);

    /// <summary>
    /// A client whose report is due sends it in its own millisecond of so many: clients have clocks of their own, and a server that got all their
    /// reports at once would have less to do. The C reference's do the same.
    /// </summary>
    private const int ReportSlots = 16;

    private readonly long _start = Stopwatch.GetTimestamp();
    private readonly ConcurrentQueue<Action> _commands = new();
    private readonly List<MediaTransport?> _transports = [];
    private readonly List<(OutgoingStream Stream, MediaTransport Transport)> _schedule = [];
    private readonly List<OutgoingStream?> _sources = [];
    private readonly ConcurrentQueue<string> _notes = new();
    private readonly Thread _thread;
    private volatile bool _ends;
    private long _arrived;
    private long _unchecked;

    /// <param name="notesTimes">Whether the kernel is asked when each packet arrived.</param>
    public MediaThread(bool notesTimes = false)
    {
        NotesTimes = notesTimes;
        WallClock = new(NtpTime.From(DateTime.UtcNow - TimeSpan.FromSeconds(1)));
        _thread = new(Run) { Name = "media", IsBackground = true };
        _thread.Start();
    }

    public bool NotesTimes { get; }

    public WallClock WallClock { get; }

    /// <summary>Of so many arriving packets one is lost on purpose, before anybody looks at it; 0 for none.</summary>
    public int LosesOneIn { get; set; }

    /// <summary>
    /// Of so many arriving packets one is decrypted and its bytes are compared; the others are counted by their headers. 1, to check all, takes as much
    /// processor time as the server.
    /// </summary>
    public int ChecksOneIn { get; set; } = 1;

    public LoadCounters Counters { get; } = new();

    /// <summary>On the media thread: the packets of media that are due now.</summary>
    public SendBatch Outgoing { get; } = new();

    /// <summary>What went wrong, in words.</summary>
    public IEnumerable<string> Notes => _notes;

    public Instant Now => Instant.Zero + TimeSpan.FromSeconds(1) + Stopwatch.GetElapsedTime(_start);

    public void Note(string words) => _notes.Enqueue(words);

    /// <summary>Runs something on the media thread.</summary>
    public Task<T> InvokeAsync<T>(Func<T> action)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        _commands.Enqueue(() =>
        {
            try
            {
                done.SetResult(action());
            }
            catch (Exception e)
            {
                done.SetException(e);
            }
        });
        return done.Task;
    }

    public Task<LoadSnapshot> SnapshotAsync() => InvokeAsync(() =>
    {
        var streams = _transports.OfType<MediaTransport>().SelectMany(t => t.Incoming).ToList();
        return Counters.Snapshot(streams.Sum(s => s.Expected), streams.Sum(s => s.Distinct), streams.Count(s => s.Distinct > 0));
    });

    /// <summary>On the media thread: a transport from now on.</summary>
    public void Add(MediaTransport transport)
    {
        Poll.Watch(transport.Descriptor, _transports.Count);
        _transports.Add(transport);
    }

    /// <summary>On the media thread: no transport any more.</summary>
    public void Remove(MediaTransport transport)
    {
        Poll.Forget(transport.Descriptor);
        _transports[_transports.IndexOf(transport)] = null;
        _schedule.RemoveAll(entry => entry.Transport == transport);
        transport.Dispose();
    }

    /// <summary>On the media thread: makes a stream that sends as soon as its transport is connected.</summary>
    public OutgoingStream Publish(StreamFormat format)
    {
        var stream = new OutgoingStream((uint)_sources.Count, format, Counters);
        _sources.Add(stream);
        return stream;
    }

    /// <summary>On the media thread: begins to send. Cameras differ in phase; the layers of one picture are made of the same frame.</summary>
    public void Start(OutgoingStream stream, MediaTransport transport, uint camera, Instant now)
    {
        stream.Due = now + (stream.Format.FrameInterval * (camera * 0.618 % 1));
        _schedule.Add((stream, transport));
    }

    /// <summary>On the media thread: whether nothing is sent, of what would be, until it is set back.</summary>
    public bool IsResting
    {
        get;
        set
        {
            field = value;
            foreach (var (stream, _) in _schedule)
            {
                stream.Skip(Now);
            }
        }
    }

    /// <summary>On the media thread: whether a datagram, if it is media, is one to lose.</summary>
    public bool Loses(ReadOnlySpan<byte> datagram)
    {
        if (LosesOneIn == 0 || datagram.Length < 2 || datagram[0] < 128 || (datagram[1] & 0x7F) is >= 64 and <= 95 || ++_arrived % LosesOneIn != 0)
        {
            return false;
        }

        Counters.LostOnPurpose++;
        return true;
    }

    /// <summary>On the media thread: whether the next packet of media is one to check.</summary>
    public bool Checks() => ChecksOneIn == 1 || ++_unchecked % ChecksOneIn == 0;

    /// <summary>On the media thread: notes how long a packet was under way.</summary>
    public void NoteDelay(uint source, uint number, long arrivedAt)
    {
        if (arrivedAt != 0 && source < _sources.Count && _sources[(int)source]!.SentAt(number) is > 0 and var sentAt)
        {
            Counters.Delays.Add(arrivedAt - sentAt);
        }
    }

    public void Dispose()
    {
        _ends = true;
        _thread.Join();
        _transports.ForEach(t => t?.Dispose());
        Poll.Dispose();
        Outgoing.Dispose();
    }

    private Epoll Poll { get; } = new();

    private void Run()
    {
        // As the server's: a thread that goes before this one would take each picture's first packet and have the others wait.
        Visio.Sfu.Loop.MediaThread.Prefer();
        using var batch = new ReceiveBatch();
        Span<int> ready = stackalloc int[256];
        var timers = Now;
        var slot = Milliseconds(timers);
        while (!_ends)
        {
            while (_commands.TryDequeue(out var command))
            {
                command();
            }

            var now = Now;
            if (!IsResting)
            {
                Send(now);
            }

            int count;
            do
            {
                count = Poll.Poll(ready);
                for (var i = 0; i < count; i++)
                {
                    _transports[ready[i]]?.Receive(batch, Now);
                }

                Outgoing.Flush();
            }
            while (count == ready.Length);

            for (slot = Math.Max(slot, Milliseconds(now) - ReportSlots); slot < Milliseconds(now); slot++)
            {
                for (var i = (int)(slot % ReportSlots); i < _transports.Count; i += ReportSlots)
                {
                    _transports[i]?.ReportArrivals(now);
                }
            }

            if (now >= timers)
            {
                timers = now + TimerInterval;
                foreach (var transport in _transports)
                {
                    transport?.HandleTimers(now);
                }
            }

            Thread.Sleep(1);
        }
    }

    private static long Milliseconds(Instant now) => now.Ticks / TimeSpan.TicksPerMillisecond;

    private void Send(Instant now)
    {
        foreach (var (stream, transport) in _schedule)
        {
            while (stream.Due <= now && transport.Peer.Srtp is not null)
            {
                stream.SendDue(transport, now);
            }
        }

        Outgoing.Flush();
    }
}
