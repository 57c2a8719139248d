using Visio.Rtc.Rtp;
using Visio.Rtc.Time;

namespace Visio.Rtc.Rtcp;

/// <summary>
/// Counts what was received of one SSRC and makes its report blocks: loss (RFC 3550 §A.3), interarrival jitter (§A.8) and the clock echo
/// (§6.4.1). Owned by the thread that receives. Packets are authenticated before they get here, so there is no probation (§A.1).
/// </summary>
/// <param name="ssrc">The source that is reported on.</param>
/// <param name="clockRate">Its RTP clock, in Hz.</param>
public sealed class ReceptionStatistics(uint ssrc, int clockRate)
{
    // RFC 3550 §A.1: a jump beyond this is not loss but a sender that started anew.
    private const int MaxDropout = 3000;

    private SequenceUnwrapper _sequence;
    private long _base;
    private long _received;
    private long _expectedPrior;
    private long _receivedPrior;
    private long _lastTransit;
    private SequenceUnwrapper _restart;
    private double _jitter;
    private uint _lastSenderReport;
    private Instant _lastSenderReportAt;

    /// <summary>The source that is reported on.</summary>
    public uint Ssrc => ssrc;

    /// <summary>Packets received so far, duplicates included.</summary>
    public long Received => _received;

    /// <summary>Packets missing so far; negative when duplicates outnumber losses.</summary>
    public long CumulativeLost => Expected - _received;

    /// <summary>The interarrival jitter as time.</summary>
    public TimeSpan Jitter => TimeSpan.FromSeconds(_jitter / clockRate);

    /// <summary>Packets that should have arrived so far.</summary>
    public long Expected => _sequence.HasValue ? _sequence.Highest - _base + 1 : 0;

    /// <summary>Counts one packet.</summary>
    public void OnPacket(ushort sequenceNumber, uint timestamp, Instant now)
    {
        var first = !_sequence.HasValue;
        if (!first && Math.Abs(_sequence.Peek(sequenceNumber) - _sequence.Highest) > MaxDropout)
        {
            // One stray packet changes nothing; two in sequence mean that the numbering was restarted.
            var follows = _restart.HasValue && (ushort)(_restart.Highest + 1) == sequenceNumber;
            _restart = default;
            _restart.Unwrap(sequenceNumber);
            if (!follows)
            {
                return;
            }

            _sequence = default;
            _expectedPrior = _receivedPrior = _received = 0;
            first = true;
        }

        _restart = default;
        var index = _sequence.Unwrap(sequenceNumber);
        _base = first ? index : Math.Min(_base, index);
        _received++;

        // §A.8: the difference of the relative transit times, smoothed by 1/16; only 32 bits count, as the timestamp has no more.
        var arrival = (uint)(long)((Int128)now.Ticks * clockRate / TimeSpan.TicksPerSecond);
        var transit = (int)(arrival - timestamp);
        if (!first)
        {
            var difference = Math.Abs((long)(int)(transit - (int)_lastTransit));
            _jitter += (difference - _jitter) / 16;
        }

        _lastTransit = transit;
    }

    /// <summary>Remembers a sender report of this source for the clock echo.</summary>
    public void OnSenderReport(NtpTime ntp, Instant now)
    {
        _lastSenderReport = ntp.Compact;
        _lastSenderReportAt = now;
    }

    /// <summary>Makes a report block and begins the next interval; false while nothing was received.</summary>
    public bool TryReport(Instant now, out ReportBlock block)
    {
        block = default;
        if (!_sequence.HasValue)
        {
            return false;
        }

        var expected = Expected;
        var expectedInterval = expected - _expectedPrior;
        var lostInterval = expectedInterval - (_received - _receivedPrior);
        _expectedPrior = expected;
        _receivedPrior = _received;
        var fraction = expectedInterval <= 0 || lostInterval <= 0 ? 0 : Math.Min(255, (lostInterval << 8) / expectedInterval);

        // The unwrapper starts one cycle up; the report's cycle count starts at zero.
        block = new(
            ssrc,
            (byte)fraction,
            (int)Math.Clamp(CumulativeLost, -0x800000, 0x7FFFFF),
            (uint)(_sequence.Highest - 0x10000),
            (uint)_jitter,
            _lastSenderReport,
            _lastSenderReport == 0 ? 0 : (uint)((now - _lastSenderReportAt).Ticks * 65536 / TimeSpan.TicksPerSecond));
        return true;
    }
}
