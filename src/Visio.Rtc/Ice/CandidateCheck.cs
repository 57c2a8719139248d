using Visio.Rtc.Stun;
using Visio.Rtc.Time;

namespace Visio.Rtc.Ice;

/// <summary>The checks towards one remote candidate.</summary>
internal sealed class CandidateCheck(TransportAddress address)
{
    public TransportAddress Address { get; } = address;

    /// <summary>When the next check is sent.</summary>
    public Instant Due { get; set; }

    /// <summary>How long the check that is under way waits before it is repeated.</summary>
    public TimeSpan Timeout { get; set; }

    /// <summary>The transaction under way; null when the last one was answered.</summary>
    public StunTransactionId? Transaction { get; set; }
}
