namespace Visio.Rtc.Framing;

/// <summary>How datagrams are told apart in a stream of bytes. Stateless; any thread.</summary>
public abstract class StreamFraming
{
    /// <summary>The largest datagram that is taken, in bytes: none of WebRTC's is larger than a packet of Ethernet.</summary>
    public const int MaxDatagramSize = 2048;

    /// <summary>The most that <see cref="Write"/> adds to a datagram, in bytes.</summary>
    public const int MaxOverhead = 4;

    /// <summary>The framing of ICE over TCP: RFC 4571, as RFC 6544 §3 asks for.</summary>
    public static readonly StreamFraming Ice = new LengthPrefixFraming();

    /// <summary>The framing of TURN over TCP and TLS: its messages say how long they are (RFC 8656 §12.5).</summary>
    public static readonly StreamFraming Turn = new TurnStreamFraming();

    /// <summary>Looks for a frame at the start of <paramref name="stream"/>.</summary>
    /// <param name="stream">What has arrived and was not consumed.</param>
    /// <param name="datagram">Where the datagram lies in it, when it is complete.</param>
    /// <param name="consumed">Bytes of the frame with its header and padding, when it is complete; otherwise 0.</param>
    public abstract FrameStatus Read(ReadOnlySpan<byte> stream, out Range datagram, out int consumed);

    /// <summary>Writes a datagram with its frame.</summary>
    /// <returns>Bytes written, at most <see cref="MaxOverhead"/> more than the datagram has.</returns>
    public abstract int Write(ReadOnlySpan<byte> datagram, Span<byte> destination);
}
