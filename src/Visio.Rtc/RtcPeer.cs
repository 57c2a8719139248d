using Visio.Rtc.Ice;
using Visio.Rtc.Sctp;
using Visio.Rtc.Srtp;
using Visio.Rtc.Time;

namespace Visio.Rtc;

/// <summary>
/// One end of a peer connection: ICE, DTLS, SRTP and data channels composed, without IO. Datagrams and the time go in; datagrams,
/// decrypted media and events come out. Owned by one thread; never throws on network input.
/// </summary>
public sealed class RtcPeer : IDisposable
{
    /// <summary>Creates a peer that answers nothing until <see cref="SetRemote"/>.</summary>
    public RtcPeer(RtcPeerOptions options) => throw new NotImplementedException();

    /// <summary>Our current ICE credentials.</summary>
    public IceCredentials Credentials => throw new NotImplementedException();

    /// <summary>Whether ICE and DTLS are up.</summary>
    public bool IsConnected => throw new NotImplementedException();

    /// <summary>Where datagrams go to: the nominated pair's remote address; default before one is.</summary>
    public TransportAddress RemoteAddress => throw new NotImplementedException();

    /// <summary>The media keys; null until DTLS is done and the fingerprint was found right.</summary>
    public SrtpSession? Srtp => throw new NotImplementedException();

    /// <summary>When <see cref="HandleTimeout"/> wants to be called next.</summary>
    public Instant NextTimeout => throw new NotImplementedException();

    /// <summary>Sets or changes what the other side is; new remote ICE credentials restart ICE and keep DTLS (RFC 8842 §5.4).</summary>
    public void SetRemote(RemoteDescription remote, Instant now) => throw new NotImplementedException();

    /// <summary>Sets our new credentials for an ICE restart; the old ones are answered until the new ones are used.</summary>
    public void RestartIce(IceCredentials credentials) => throw new NotImplementedException();

    /// <summary>On the controlling side: adds an address to check (RFC 8445 §6.1.2).</summary>
    public void AddRemoteCandidate(TransportAddress address, Instant now) => throw new NotImplementedException();

    /// <summary>Takes one datagram and pushes what it carried into <paramref name="sink"/>; <paramref name="datagram"/> is decrypted in place.</summary>
    public DropReason HandleDatagram<TSink>(Span<byte> datagram, TransportAddress from, Instant now, ref TSink sink)
        where TSink : struct, IRtcSink, allows ref struct => throw new NotImplementedException();

    /// <summary>Runs the timers that are due.</summary>
    public void HandleTimeout(Instant now) => throw new NotImplementedException();

    /// <summary>Writes the next datagram of ICE, DTLS or SCTP to send; false when there is none. Media is sent by the owner with <see cref="Srtp"/>.</summary>
    public bool TryPollTransmit(Span<byte> destination, out int length, out TransportAddress to, Instant now) => throw new NotImplementedException();

    /// <summary>Takes the next event; false when there is none.</summary>
    public bool TryPollEvent(out RtcPeerEvent e) => throw new NotImplementedException();

    /// <summary>Opens a data channel (RFC 8832).</summary>
    public DataChannelId OpenDataChannel(string label, DataChannelReliability reliability, Instant now) => throw new NotImplementedException();

    /// <summary>Queues one message on a data channel.</summary>
    public DataSendResult SendData(DataChannelId channel, DataMessageKind kind, ReadOnlySpan<byte> message, Instant now) => throw new NotImplementedException();

    /// <summary>Says goodbye: SCTP ABORT and DTLS close_notify are queued for <see cref="TryPollTransmit"/>.</summary>
    public void Close(Instant now) => throw new NotImplementedException();

    /// <inheritdoc/>
    public void Dispose() => throw new NotImplementedException();
}
