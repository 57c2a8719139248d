using Visio.Rtc.Time;

namespace Visio.Rtc.CongestionControl;

/// <summary>What is remembered of a packet until it is reported on.</summary>
internal struct SentPacket
{
    /// <summary>When it left.</summary>
    public Instant At;

    /// <summary>All of the datagram.</summary>
    public ushort Bytes;

    /// <summary>The probe it was a part of, or 0.</summary>
    public byte Probe;

    /// <summary>What became of it.</summary>
    public SentStatus Status;

    /// <summary>Whether it was sent again under the same number: when it arrived tells nothing then.</summary>
    public bool IsRepeated;
}
