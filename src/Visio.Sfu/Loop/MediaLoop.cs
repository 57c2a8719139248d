using System.Collections.Concurrent;
using Visio.Rtc.Time;
using Visio.Sfu.Routing;

namespace Visio.Sfu.Loop;

/// <summary>
/// One thread around one socket and one <see cref="MediaCore"/>: receive a batch, handle it, send what came of it, run what is due, take
/// commands. Nothing here waits for anything but the socket.
/// </summary>
internal sealed class MediaLoop : IDisposable
{
    /// <summary>Batches received in one turn before timers and commands get theirs.</summary>
    private const int BatchesPerTurn = 4;

    /// <summary>Commands taken in one turn, so that a burst of joins cannot hold up media.</summary>
    private const int CommandsPerTurn = 64;
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan CpuTimeInterval = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan JoinPatience = TimeSpan.FromSeconds(5);

    private readonly UdpSocket _socket;
    private readonly LoopClock _clock;
    private readonly MediaCore _core;
    private readonly ConcurrentQueue<Action<MediaCore, Instant>> _commands = new();
    private readonly Thread _thread;
    private Instant _nextCpuTime;
    private int _wakePending;
    private volatile bool _stopping;

    public MediaLoop(UdpSocket socket, LoopClock clock, MediaCore core)
    {
        _socket = socket;
        _clock = clock;
        _core = core;
        _thread = new(Run) { Name = "visio-media", IsBackground = true };
        _thread.Start();
    }

    /// <summary>Hands a command to the loop; from any thread. Commands are carried out in order.</summary>
    public void Post(Action<MediaCore, Instant> command)
    {
        _commands.Enqueue(command);
        if (!_stopping && Interlocked.Exchange(ref _wakePending, 1) == 0)
        {
            _socket.Wake();
        }
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
        if (_thread.Join(JoinPatience))
        {
            _socket.Dispose();
        }
    }

    private void Run()
    {
        while (!_stopping)
        {
            var untilTimer = _core.NextTimeout <= _clock.Now + LongestWait ? _core.NextTimeout - _clock.Now : LongestWait;
            _socket.Wait(_commands.IsEmpty ? untilTimer : TimeSpan.Zero);
            var now = _clock.Now;
            for (var batch = 0; batch < BatchesPerTurn; batch++)
            {
                var count = _socket.Receive();
                for (var i = 0; i < count; i++)
                {
                    _core.HandleDatagram(_socket.Received.Datagram(i), _socket.Received.Address(i), now);
                }

                _core.EndBatch(now);
                if (count < DatagramBatch.Capacity)
                {
                    break;
                }

                now = _clock.Now;
            }

            TakeCommands(now);
            _core.HandleTimeout(now);
            _core.EndBatch(now);
            if (now >= _nextCpuTime)
            {
                _nextCpuTime = now + CpuTimeInterval;
                ReportCpuTime();
            }
        }

        TakeCommands(_clock.Now);
        _core.Close(_clock.Now);
        _core.EndBatch(_clock.Now);
        _core.Dispose();
        ReportCpuTime();
    }

    private void TakeCommands(Instant now)
    {
        _ = Interlocked.Exchange(ref _wakePending, 0);
        for (var i = 0; i < CommandsPerTurn && _commands.TryDequeue(out var command); i++)
        {
            command(_core, now);
        }
    }

    private void ReportCpuTime()
    {
        if (OperatingSystem.IsLinux())
        {
            Volatile.Write(ref _core.Counters.CpuTicks, Libc.ThreadCpuTicks());
        }
    }
}
