using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Visio.Rtc.Time;
using Visio.Testing;

namespace Visio.LinkEmulator;

/// <summary>Carries packets between two interfaces under the conditions of each direction. One thread carries; commands come from another.</summary>
internal sealed partial class Emulator(TunDevice a, TunDevice b, int seed)
{
    private const int MaxPacket = 65_536;
    private const short Readable = 1;

    private readonly SeededRandom _random = new(seed);
    private readonly Direction _forth = new(a, b);
    private readonly Direction _back = new(b, a);
    private readonly ConcurrentQueue<Action> _commands = new();
    private readonly PriorityQueue<(TunDevice To, byte[] Packet), (Instant At, long Order)> _underWay = new();
    private readonly byte[] _buffer = new byte[MaxPacket];
    private long _order;
    private volatile bool _over;

    private static Instant Now => new(Stopwatch.GetElapsedTime(0).Ticks);

    /// <summary>Carries until <see cref="Stop"/>.</summary>
    public void Run()
    {
        var waits = new PollRequest[] { new() { Descriptor = a.Descriptor, Events = Readable }, new() { Descriptor = b.Descriptor, Events = Readable } };
        while (!_over)
        {
            while (_commands.TryDequeue(out var command))
            {
                command();
            }

            Take(_forth);
            Take(_back);
            while (_underWay.TryPeek(out var packet, out var due) && due.At <= Now)
            {
                _underWay.Dequeue();
                packet.To.Write(packet.Packet);
            }

            // Commands come a few times a minute, and are looked for this often.
            var wait = TimeSpan.FromMilliseconds(20);
            if (_underWay.TryPeek(out _, out var next) && next.At - Now < wait)
            {
                wait = next.At > Now ? next.At - Now : TimeSpan.Zero;
            }

            var patience = new TimeSpec { Nanoseconds = (long)wait.TotalNanoseconds };
            _ = Poll(ref waits[0], 2, ref patience, 0);
        }
    }

    public void Stop() => _over = true;

    /// <summary>Does what a line says; answers what it came to. Any thread.</summary>
    public string Obey(string line)
    {
        var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        try
        {
            return words switch
            {
                ["forth", .. var conditions] => Set(ConditionsReader.Read(conditions), _forth),
                ["back", .. var conditions] => Set(ConditionsReader.Read(conditions), _back),
                ["both", .. var conditions] => Set(ConditionsReader.Read(conditions), _forth, _back),
                ["totals"] => $"forth {_forth.Totals}; back {_back.Totals}",
                _ => $"not a command: {line}",
            };
        }
        catch (FormatException e)
        {
            return e.Message;
        }
    }

    private string Set(LinkConditions conditions, params Direction[] directions)
    {
        foreach (var direction in directions)
        {
            _commands.Enqueue(() => direction.Link.Conditions = conditions);
        }

        return "ok";
    }

    private void Take(Direction direction)
    {
        while (direction.From.TryRead(_buffer, out var length))
        {
            direction.Count(length);
            var copies = _random.NextDouble() < direction.Link.Conditions.Duplication ? 2 : 1;
            for (; copies > 0; copies--)
            {
                if (direction.Link.TryPass(length, Now, _random, out var arrival))
                {
                    _underWay.Enqueue((direction.To, _buffer.AsSpan(0, length).ToArray()), (arrival, _order++));
                }
            }
        }
    }

    [LibraryImport("libc", EntryPoint = "ppoll")]
    private static partial int Poll(ref PollRequest requests, nint count, ref TimeSpec patience, nint signals);

    [StructLayout(LayoutKind.Sequential)]
    private struct PollRequest
    {
        public int Descriptor;
        public short Events;
        public short Returned;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct TimeSpec
    {
        public long Seconds;
        public long Nanoseconds;
    }

    private sealed class Direction(TunDevice from, TunDevice to)
    {
        private long _packets;
        private long _bytes;

        public TunDevice From { get; } = from;

        public TunDevice To { get; } = to;

        public Link Link { get; } = new();

        /// <summary>What has come in, and what of it was lost at random or dropped by the queue.</summary>
        public string Totals => string.Create(
            CultureInfo.InvariantCulture,
            $"packets={Interlocked.Read(ref _packets)} bytes={Interlocked.Read(ref _bytes)} lost={Link.Totals.Lost} dropped={Link.Totals.Dropped}");

        public void Count(int bytes)
        {
            Interlocked.Increment(ref _packets);
            Interlocked.Add(ref _bytes, bytes);
        }
    }
}
