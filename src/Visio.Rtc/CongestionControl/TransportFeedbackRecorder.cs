using Visio.Rtc.Rtp;
using Visio.Rtc.Time;

namespace Visio.Rtc.CongestionControl;

/// <summary>
/// Records when a publisher's packets arrived, by their transport-wide sequence numbers, and builds the feedback its congestion control
/// lives on (draft-holmer-rmcat-transport-wide-cc-extensions-01 §3.1). One per peer, owned by the thread that
/// receives. The ring is made with the first packet and grows with the numbers that wait for their report.
/// </summary>
public sealed class TransportFeedbackRecorder
{
    /// <summary>How far back from the highest number arrivals are remembered; what is older is not reported.</summary>
    public const int Window = 2048;

    private const int InitialCapacity = 256;
    private const int MinPackets = 20;
    private const int MaxPackets = 100;
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan FrameInterval = TimeSpan.FromMilliseconds(50);

    // Arrival in units of 250 µs by number, or absent; a slot belongs to the number that lies within the window.
    private long[] _arrivals = [];
    private SequenceUnwrapper _sequence;
    private long _next;
    private int _recorded;
    private bool _frameEnded;
    private bool _flushing;
    private Instant _lastReport;
    private byte _reports;

    /// <summary>Memory that it takes besides its own object.</summary>
    public int Bytes => _arrivals.Length * sizeof(long);

    /// <summary>Records one packet; a repetition of a number changes nothing.</summary>
    /// <param name="sequenceNumber">The transport-wide sequence number of its header extension.</param>
    /// <param name="marker">Whether it ends a frame.</param>
    /// <param name="now">When it arrived.</param>
    public void Record(ushort sequenceNumber, bool marker, Instant now)
    {
        var highest = _sequence.Highest;
        var index = _sequence.Unwrap(sequenceNumber);
        if (highest == 0)
        {
            _next = index;
            _lastReport = now;
            Grow(highest, InitialCapacity);
        }
        else if (index > highest)
        {
            while (index - _next >= _arrivals.Length && _arrivals.Length < Window)
            {
                Grow(highest, _arrivals.Length * 2);
            }

            Forget(highest + 1, index);
        }
        else if (index <= highest - _arrivals.Length)
        {
            return;
        }

        ref var arrival = ref _arrivals[index & (_arrivals.Length - 1)];
        if (arrival != TransportFeedbackWriter.NotReceived)
        {
            return;
        }

        arrival = now.Ticks / TransportFeedbackWriter.TicksPerDelta;
        _recorded++;
        _frameEnded |= marker;

        // A packet that comes after its successors were reported makes the next report begin with it, so that a reordering is not taken for a loss.
        _next = Math.Min(_next, index);
    }

    /// <summary>Whether feedback is to be sent: the rule of the reference server.</summary>
    public bool IsDue(Instant now)
    {
        var elapsed = now - _lastReport;
        return _flushing
            || (_recorded > MinPackets
                && (elapsed >= Interval || (_frameEnded && elapsed >= FrameInterval) || _recorded > MaxPackets));
    }

    /// <summary>
    /// Builds one RTCP packet when feedback is due. Call it until it returns false: what does not fit into one packet follows in the next.
    /// </summary>
    /// <param name="now">The time.</param>
    /// <param name="senderSsrc">Our SSRC.</param>
    /// <param name="mediaSsrc">Any SSRC of the publisher: receivers ignore which.</param>
    /// <param name="destination">At least 64 bytes; about 1,100 hold any usual report.</param>
    /// <param name="length">The length written.</param>
    public bool TryWrite(Instant now, uint senderSsrc, uint mediaSsrc, Span<byte> destination, out int length)
    {
        length = 0;
        if (!IsDue(now))
        {
            return false;
        }

        _lastReport = now;
        _recorded = 0;
        _frameEnded = false;
        var end = _sequence.Highest + 1;
        var first = Math.Max(_next, end - _arrivals.Length);
        var covered = TransportFeedbackWriter.Write(_arrivals, first, end, senderSsrc, mediaSsrc, _reports, destination, out length);
        _next = first + covered;
        _flushing = covered > 0 && _next < end;
        _reports += covered > 0 ? (byte)1 : (byte)0;
        return covered > 0;
    }

    private void Forget(long from, long to)
    {
        if (to - from >= _arrivals.Length)
        {
            Array.Fill(_arrivals, TransportFeedbackWriter.NotReceived);
        }
        else
        {
            for (var i = from; i <= to; i++)
            {
                _arrivals[i & (_arrivals.Length - 1)] = TransportFeedbackWriter.NotReceived;
            }
        }
    }

    private void Grow(long highest, int capacity)
    {
        var smaller = _arrivals;
        _arrivals = new long[capacity];
        Array.Fill(_arrivals, TransportFeedbackWriter.NotReceived);
        for (var i = highest - smaller.Length + 1; i <= highest && smaller.Length > 0; i++)
        {
            _arrivals[i & (capacity - 1)] = smaller[i & (smaller.Length - 1)];
        }
    }
}
