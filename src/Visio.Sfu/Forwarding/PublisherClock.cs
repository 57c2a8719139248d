using Visio.Rtc.Time;

namespace Visio.Sfu.Forwarding;

/// <summary>
/// Relates a publisher's civil clock to ours by its sender reports. One offset serves all tracks of a peer, so that the sound and the
/// pictures we report on stay together exactly as the publisher said (RFC 3550 §6.4.1). A mutable struct, one per peer.
/// </summary>
internal struct PublisherClock
{
    /// <summary>How long the report that travelled fastest counts before a slower one may replace it: clocks drift.</summary>
    private static readonly TimeSpan Validity = TimeSpan.FromSeconds(60);

    private bool _known;
    private long _offset;
    private Instant _since;

    /// <summary>Takes a report that says <paramref name="theirs"/> and arrived at <paramref name="ours"/>. Travel only adds, so the least difference is nearest.</summary>
    public void Observe(NtpTime theirs, NtpTime ours, Instant now)
    {
        var offset = (long)(ours.Value - theirs.Value);
        if (!_known || offset < _offset || now - _since > Validity)
        {
            _known = true;
            _offset = offset;
            _since = now;
        }
    }

    /// <summary>The publisher's clock at our <paramref name="ours"/>.</summary>
    public readonly NtpTime ToTheirs(NtpTime ours) => new(ours.Value - (ulong)_offset);
}
