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

    // A reordered packet usually arrives within this time, and then nothing is asked for; longer where the network is seen to reorder more.
    private static readonly TimeSpan MinSpacing = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan MaxTolerance = TimeSpan.FromMilliseconds(100);
    private const double ToleranceMargin = 1.25;

    // How much of the reordering seen is forgotten with each packet that is missed without one.
    private const double Forgetting = 0.98;
    private static readonly TimeSpan MaxSpacing = TimeSpan.FromMilliseconds(400);
    private static readonly TimeSpan MaxAge = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan DefaultRoundTripTime = TimeSpan.FromMilliseconds(70);
    private const double BackOff = 1.25;

    // In ascending order of sequence numbers.
    private readonly Missing[] _missing = new Missing[Capacity];
    private int _count;
    private SequenceUnwrapper _sequence;
    private TimeSpan _lateness;
    private TimeSpan _roundTrip;

    /// <summary>The measured round-trip time to the publisher, which spaces repeated requests.</summary>
    public TimeSpan RoundTripTime { get; set; } = DefaultRoundTripTime;

    /// <summary>How many packets are waited for.</summary>
    public int Count => _count;

    /// <summary>Packets that were given up on so far.</summary>
    public long Abandoned { get; private set; }

    /// <summary>When <see cref="Collect"/> wants to be called; <see cref="Instant.Never"/> when nothing is missing.</summary>
    public Instant Due { get; private set; } = Instant.Never;

    /// <summary>How long a packet is waited for before it is asked for.</summary>
    public TimeSpan Tolerance
    {
        get
        {
            var tolerance = _lateness * ToleranceMargin;
            return tolerance < MinSpacing ? MinSpacing : tolerance > MaxTolerance ? MaxTolerance : tolerance;
        }
    }

    /// <summary>Notes a packet that arrived.</summary>
    /// <param name="sequenceNumber">Its sequence number.</param>
    /// <param name="now">The time.</param>
    /// <param name="isRepair">Whether it was restored from a retransmission (RFC 4588).</param>
    public void OnPacket(ushort sequenceNumber, Instant now, bool isRepair = false)
    {
        var highest = _sequence.Highest;
        var index = _sequence.Unwrap(sequenceNumber);
        if (highest == 0)
        {
            return;
        }

        if (index <= highest)
        {
            Remove(index, now, isRepair);
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
                    entry.Asked = entry.Tries == 0 ? now : entry.Asked;
                    entry.Next = now + Spacing(entry.Tries++);
                }
            }

            Due = Instant.Min(Due, entry.Next);
            _missing[kept++] = entry;
        }

        _count = kept;
        return written;
    }

    /// <summary>Takes the time from the last request to its answer, where it was measured since this was last asked.</summary>
    public bool TryTakeRoundTrip(out TimeSpan roundTrip)
    {
        roundTrip = _roundTrip;
        _roundTrip = TimeSpan.Zero;
        return roundTrip > TimeSpan.Zero;
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

        _lateness *= Forgetting;
        var entry = new Missing { Index = index, Since = now, Next = now + Tolerance };
        _missing[_count++] = entry;
        Due = Instant.Min(Due, entry.Next);
    }

    private void Remove(long index, Instant now, bool isRepair)
    {
        for (var i = 0; i < _count; i++)
        {
            if (_missing[i].Index == index)
            {
                Learn(_missing[i], now, isRepair);
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

    // The answer to a request tells the round trip, from the first one on: while it is taken for shorter than it is, others follow too soon.
    // What came by itself before that tells how much is reordered.
    private void Learn(in Missing entry, Instant now, bool isRepair)
    {
        if (isRepair && entry.Tries > 0)
        {
            _roundTrip = now - entry.Asked;
        }
        else if (!isRepair && (entry.Tries == 0 || now - entry.Asked < RoundTripTime / 2))
        {
            var lateness = now - entry.Since;
            _lateness = lateness > _lateness ? lateness : _lateness + ((lateness - _lateness) / 16);
        }
    }

    private struct Missing
    {
        public long Index;
        public Instant Since;
        public Instant Next;
        public Instant Asked;
        public int Tries;
    }
}
