using Visio.Rtc.Rtcp;
using Visio.Rtc.Time;

namespace Visio.Rtc.CongestionControl;

/// <summary>
/// Reads the receiver's clock from reports: its origin is set so that the first report's is ours of the moment it came. The 24 bits that
/// count 64 ms wrap after 12 days (draft-holmer-rmcat-transport-wide-cc-extensions-01 §3.1). A mutable struct.
/// </summary>
internal struct ArrivalClock
{
    private const long TicksPerReference = 64 * TimeSpan.TicksPerMillisecond;

    private bool _isSet;
    private int _last;
    private long _ticks;

    /// <summary>What the deltas of a report count from.</summary>
    public Instant Begin(in TransportFeedback feedback, Instant now)
    {
        var reference = feedback.ReferenceTime;
        if (!_isSet)
        {
            _isSet = true;
            _last = reference;
            _ticks = now.Ticks;
        }

        // The shorter way around; reports may overtake each other.
        _ticks += ((reference - _last) << 8 >> 8) * TicksPerReference;
        _last = reference;
        return new(_ticks);
    }
}
