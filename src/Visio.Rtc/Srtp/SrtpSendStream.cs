namespace Visio.Rtc.Srtp;

/// <summary>The sending state of one SSRC: its roll-over counter (RFC 3711 §3.3.1).</summary>
public sealed class SrtpSendStream
{
    private long _highest = PacketIndex.None;

    internal SrtpSendStream(uint ssrc) => Ssrc = ssrc;

    /// <summary>The synchronization source this stream sends.</summary>
    public uint Ssrc { get; }

    /// <summary>The index of a packet to send; a packet from before the latest roll-over gets the counter of its time.</summary>
    internal ulong IndexOf(ushort sequenceNumber)
    {
        var index = PacketIndex.Estimate(_highest, sequenceNumber);
        _highest = Math.Max(_highest, index);
        return (ulong)index;
    }
}
