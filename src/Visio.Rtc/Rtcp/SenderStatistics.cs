using Visio.Rtc.Time;

namespace Visio.Rtc.Rtcp;

/// <summary>Counts what one SSRC has sent and makes its sender reports (RFC 3550 §6.4.1). Owned by the thread that sends.</summary>
public struct SenderStatistics
{
    private uint _packets;
    private uint _octets;
    private uint _lastTimestamp;
    private Instant _lastSent;

    /// <summary>Packets sent so far; wraps.</summary>
    public readonly uint PacketCount => _packets;

    /// <summary>Payload bytes sent so far; wraps.</summary>
    public readonly uint OctetCount => _octets;

    /// <summary>Counts one packet.</summary>
    public void OnPacket(uint timestamp, int payloadLength, Instant now)
    {
        _packets++;
        _octets += (uint)payloadLength;
        _lastTimestamp = timestamp;
        _lastSent = now;
    }

    /// <summary>
    /// Makes a report for <paramref name="now"/>. The RTP timestamp is that of the last packet moved on by the time since, which is what a
    /// sender without the capture clock can know; a forwarder that has the publisher's reports passes its own timestamp to the other overload.
    /// </summary>
    /// <param name="ssrc">The stream.</param>
    /// <param name="clockRate">The RTP clock, in Hz.</param>
    /// <param name="now">The moment of the report.</param>
    /// <param name="clock">Ties <paramref name="now"/> to civil time.</param>
    public readonly SenderReport Report(uint ssrc, int clockRate, Instant now, WallClock clock) =>
        Report(ssrc, _lastTimestamp + (uint)((now - _lastSent).Ticks * clockRate / TimeSpan.TicksPerSecond), clock.At(now));

    /// <summary>Makes a report that says <paramref name="rtpTimestamp"/> and <paramref name="ntp"/> are the same moment.</summary>
    public readonly SenderReport Report(uint ssrc, uint rtpTimestamp, NtpTime ntp) => new(ssrc, ntp, rtpTimestamp, _packets, _octets);
}
