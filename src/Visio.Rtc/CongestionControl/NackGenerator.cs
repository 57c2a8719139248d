using Visio.Rtc.Rtp;
using Visio.Rtc.Time;

namespace Visio.Rtc.CongestionControl;

/// <summary>
/// Decides which missing packets of a publisher's stream to ask for again, and when (RFC 4585 §6.2.1). Bounded: at most
/// <see cref="Capacity"/> packets are waited for. Owned by the thread that receives.
/// </summary>
public sealed class NackGenerator
{
    /// <summary>Missing packets tracked at once; older ones give way.</summary>
    public const int Capacity = 100;

    private const int MaxTries = 5;

    // A reordered packet usually arrives within this time, and then nothing is asked for.
    private static readonly TimeSpan MinSpacing = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan MaxSpacing = TimeSpan.FromMilliseconds(400);
    private static readonly TimeSpan MaxAge = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan DefaultRoundTripTime = TimeSpan.FromMilliseconds(70);
    private const double BackOff = 1.25;

    // In ascending order of sequence numbers.
    private readonly Missing[] _missing = new Missing[Capacity];
    private int _count;
    private SequenceUnwrapper _sequence;

    /// <summary>The measured round-trip time to the publisher, which spaces repeated requests.</summary>
    public TimeSpan RoundTripTime { get; set; } = DefaultRoundTripTime;

    /// <summary>How many packets are waited for.</summary>
    public int Count => _count;

    /// <summary>Packets that were given up on so far.</summary>
    public long Abandoned { get; private set; }

    /// <summary>When <see cref="Collect"/> wants to be called; <see cref="Instant.Never"/> when nothing is missing.</summary>
    public Instant Due { get; private set; } = Instant.Never;

    /// <summary>Notes a packet that arrived, as itself or restored from a retransmission.</summary>
    public void OnPacket(ushort sequenceNumber, Instant now)
    {
        var highest = _sequence.Highest;
        var index = _sequence.Unwrap(sequenceNumber);
        if (highest == 0)
        {
            return;
        }

        if (index <= highest)
        {
            Remove(index);
            return;
        }

        var gap = index - highest - 1;
        if (gap > Capacity)
        {
            // More is missing than retransmission can mend: a key frame will be asked for instead.
            Abandoned += gap + _count;
            _count = 0;
            Due = Instant.Never;
            return;
        }

        for (var missing = highest + 1; missing < index; missing++)
        {
            Add(missing, now);
        }
    }

    /// <summary>Writes the sequence numbers to ask for now, in order, and counts a try for each.</summary>
    /// <returns>How many were written; those that did not fit stay due.</returns>
    public int Collect(Instant now, Span<ushort> destination)
    {
        if (now < Due)
        {
            return 0;
        }

        var written = 0;
        var kept = 0;
        Due = Instant.Never;
        for (var i = 0; i < _count; i++)
        {
            var entry = _missing[i];
            if (now >= entry.Next)
            {
                if (entry.Tries == MaxTries || now - entry.Since > MaxAge)
                {
                    Abandoned++;
                    continue;
                }

                if (written < destination.Length)
                {
                    destination[written++] = (ushort)entry.Index;
                    entry.Next = now + Spacing(entry.Tries++);
                }
            }

            Due = Instant.Min(Due, entry.Next);
            _missing[kept++] = entry;
        }

        _count = kept;
        return written;
    }

    private TimeSpan Spacing(int triesBefore)
    {
        var spacing = RoundTripTime * Math.Pow(BackOff, triesBefore);
        return spacing < MinSpacing ? MinSpacing : spacing > MaxSpacing ? MaxSpacing : spacing;
    }

    private void Add(long index, Instant now)
    {
        if (_count == Capacity)
        {
            Array.Copy(_missing, 1, _missing, 0, Capacity - 1);
            _count--;
            Abandoned++;
        }

        var entry = new Missing { Index = index, Since = now, Next = now + MinSpacing };
        _missing[_count++] = entry;
        Due = Instant.Min(Due, entry.Next);
    }

    private void Remove(long index)
    {
        for (var i = 0; i < _count; i++)
        {
            if (_missing[i].Index == index)
            {
                Array.Copy(_missing, i + 1, _missing, i, _count - i - 1);
                _count--;
                break;
            }
        }

        if (_count == 0)
        {
            Due = Instant.Never;
        }
    }

    private struct Missing
    {
        public long Index;
        public Instant Since;
        public Instant Next;
        public int Tries;
    }
}
