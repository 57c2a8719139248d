using Visio.Rtc.Time;
using Visio.Rtc.Units;

namespace Visio.Rtc.CongestionControl;

/// <summary>
/// Spreads what is sent over time, so that key frames and bursts of other peers do not fill the path's queue (draft-ietf-rmcat-gcc-02 §4):
/// packets leave at 2.5 times the estimate. A mutable struct, owned by the thread that sends.
/// </summary>
public struct Pacer
{
    /// <summary>How much faster than the estimate packets leave.</summary>
    private const double Factor = 2.5;

    /// <summary>What may leave at once.</summary>
    private static readonly TimeSpan Burst = TimeSpan.FromMilliseconds(5);

    // When all that has left would have left at the pace.
    private Instant _free;

    /// <summary>When the next packet may leave.</summary>
    public readonly Instant NextTimeout => _free - Burst;

    /// <summary>Whether a packet may leave now.</summary>
    public readonly bool MaySend(Instant now) => _free - now <= Burst;

    /// <summary>Counts a packet, whether it had to wait or not.</summary>
    /// <param name="bytes">All of the datagram.</param>
    /// <param name="target">The estimate.</param>
    /// <param name="now">The time.</param>
    public void OnSent(int bytes, Bitrate target, Instant now) =>
        _free = (_free > now ? _free : now) + TimeSpan.FromTicks((long)(bytes * (8.0 * TimeSpan.TicksPerSecond / Factor) / target.BitsPerSecond));
}
