using System.Collections.Concurrent;
using Visio.Rtc.Time;
using Visio.Sfu.Relaying;
using Visio.Sfu.Routing;

namespace Visio.Sfu.Loop;

/// <summary>
/// One thread around the UDP sockets and one <see cref="MediaCore"/>: receive a batch, handle it, send what came of it, run what is due, take
/// commands. Nothing here waits for anything but the socket.
/// </summary>
internal sealed class MediaLoop : IDisposable
{
    /// <summary>Batches received in one turn before timers and commands get theirs.</summary>
    private const int BatchesPerTurn = 4;

    /// <summary>Commands taken in one turn, so that a burst of joins cannot hold up media.</summary>
    private const int CommandsPerTurn = 64;

    /// <summary>Pieces of connections taken in one turn.</summary>
    private const int StreamsPerTurn = 256;
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan CpuTimeInterval = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan JoinPatience = TimeSpan.FromSeconds(5);

    private readonly UdpSocket _socket;
    private readonly UdpSocket? _turnPort;
    private readonly LoopClock _clock;
    private readonly MediaCore _core;
    private readonly Inbox _inbox;
    private readonly ConcurrentQueue<StreamEvent> _streams = new();
    private readonly Action<int> _shedLevelChanged;
    private readonly int? _processor;
    private readonly Thread _thread;
    private Instant _nextCpuTime;
    private Instant _cpuTimeAt;
    private long _cpuTicks;
    private double _load;
    private volatile bool _stopping;

    /// <param name="name">The thread's.</param>
    /// <param name="socket">The media port.</param>
    /// <param name="turnPort">The UDP port of TURN, if there is one.</param>
    /// <param name="clock">The time.</param>
    /// <param name="core">What is fed.</param>
    /// <param name="inbox">The core's commands; wakes the socket.</param>
    /// <param name="processor">The one that the thread stays on; null leaves that to the system.</param>
    /// <param name="shedLevelChanged"><see cref="MediaServerOptions.ShedLevelChanged"/>.</param>
    public MediaLoop(
        string name, UdpSocket socket, UdpSocket? turnPort, LoopClock clock, MediaCore core, Inbox inbox, int? processor, Action<int> shedLevelChanged)
    {
        _inbox = inbox;
        _processor = processor;
        _shedLevelChanged = shedLevelChanged;
        _socket = socket;
        _turnPort = turnPort;
        _clock = clock;
        _core = core;
        _thread = new(Run) { Name = name, IsBackground = true };
    }

    /// <summary>How loaded it is; from any thread.</summary>
    public LoopLoad Load => new(Volatile.Read(ref _load), Volatile.Read(ref _core.Counters.Peers));

    /// <summary>Whether its thread does nothing any more.</summary>
    public bool HasEnded => !_thread.IsAlive;

    /// <summary>Begins, once everything that it is to find is there.</summary>
    public void Start() => _thread.Start();

    /// <summary>Tells the loop about a connection; from any thread. What one connection tells is taken in order.</summary>
    public void Tell(StreamEvent e)
    {
        _streams.Enqueue(e);
        _inbox.Wake();
    }

    /// <summary>Closes all peers, ends the thread and closes the socket.</summary>
    public void Dispose()
    {
        if (_stopping)
        {
            return;
        }

        _stopping = true;
        _socket.Wake();
        if (HasEnded || _thread.Join(JoinPatience))
        {
            _socket.Dispose();
            _turnPort?.Dispose();
        }
    }

    private void Run()
    {
        MediaThread.Prefer();
        if (_processor is { } processor)
        {
            MediaThread.Pin(processor);
        }

        while (!_stopping)
        {
            var untilTimer = _core.NextTimeout <= _clock.Now + LongestWait ? _core.NextTimeout - _clock.Now : LongestWait;
            _socket.Wait(_inbox.IsEmpty && _streams.IsEmpty ? untilTimer : TimeSpan.Zero, _turnPort);

            // What was asked for before a datagram was sent is done before that is taken: whom nobody knows is refused.
            _inbox.Take(_core, _clock.Now, CommandsPerTurn);
            var now = Receive(_socket);
            if (_turnPort is not null)
            {
                now = Receive(_turnPort);
            }

            TakeStreams(now);
            _core.Relays?.Take(now);
            _core.HandleTimeout(now);
            _core.EndBatch(now);
            if (now >= _nextCpuTime)
            {
                _nextCpuTime = now + CpuTimeInterval;
                ReportCpuTime(now);
                if (_core.ObserveLoad(_socket.IsBehind(), now))
                {
                    _shedLevelChanged(_core.Shedding.Level);
                }
            }
        }

        _inbox.Take(_core, _clock.Now, CommandsPerTurn);
        _core.Close(_clock.Now);
        _core.EndBatch(_clock.Now);
        _core.Dispose();
        ReportCpuTime(_clock.Now);
    }

    private Instant Receive(UdpSocket socket)
    {
        var now = _clock.Now;
        for (var batch = 0; batch < BatchesPerTurn; batch++)
        {
            var count = socket.Receive();
            for (var i = 0; i < count; i++)
            {
                _core.HandleDatagram(socket.Received.Datagram(i), socket.Received.Address(i), now);
            }

            _core.EndBatch(now);
            if (count < DatagramBatch.Capacity)
            {
                break;
            }

            now = _clock.Now;
        }

        return now;
    }

    private void TakeStreams(Instant now)
    {
        for (var i = 0; i < StreamsPerTurn && _streams.TryDequeue(out var e); i++)
        {
            switch (e.Kind)
            {
                case StreamEventKind.Opened:
                    _core.OpenStream(e.Connection);
                    break;
                case StreamEventKind.Received:
                    e.Connection.Take(_core, now);
                    break;
                default:
                    _core.CloseStream(e.Connection);
                    break;
            }
        }
    }

    private void ReportCpuTime(Instant now)
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        var ticks = Libc.ThreadCpuTicks();
        Volatile.Write(ref _core.Counters.CpuTicks, ticks);
        if (now > _cpuTimeAt)
        {
            // Smoothed over a second.
            var passed = now - _cpuTimeAt;
            var share = (double)(ticks - _cpuTicks) / passed.Ticks;
            Volatile.Write(ref _load, _load + ((share - _load) * Math.Min(1, passed.TotalSeconds)));
            (_cpuTimeAt, _cpuTicks) = (now, ticks);
        }
    }
}
