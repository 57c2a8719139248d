namespace Visio.Rtc.Srtp;

/// <summary>The sending state of one SSRC: its roll-over counter (RFC 3711 §3.3.1).</summary>
public sealed class SrtpSendStream
{
    internal SrtpSendStream(uint ssrc) => Ssrc = ssrc;

    /// <summary>The synchronization source this stream sends.</summary>
    public uint Ssrc { get; }
}
