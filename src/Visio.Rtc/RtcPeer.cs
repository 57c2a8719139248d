using System.Security.Cryptography;
using Visio.Rtc.Dtls;
using Visio.Rtc.Ice;
using Visio.Rtc.Sctp;
using Visio.Rtc.Srtp;
using Visio.Rtc.Time;

namespace Visio.Rtc;

/// <summary>
/// One end of a peer connection: ICE, DTLS, SRTP and data channels composed, without IO. Datagrams and the time go in; datagrams,
/// decrypted media and events come out. Owned by one thread; never throws on network input.
/// </summary>
/// <remarks>
/// After every call the owner drains <see cref="TryPollTransmit"/> and <see cref="TryPollEvent"/> and looks at
/// <see cref="NextTimeout"/>. The path of a media packet allocates nothing.
/// </remarks>
public sealed class RtcPeer : IDisposable
{
    /// <summary>The size of the buffer that <see cref="TryPollTransmit"/> must be given, in bytes; no datagram of ours is larger.</summary>
    public const int MaxDatagramSize = DtlsTransport.MaxDatagramSize;

    // Larger than any SCTP packet that fits a datagram; what is larger is not SCTP over a network.
    private const int MaxSctpPacketSize = 2048;

    private readonly RtcPeerOptions _options;
    private readonly IceAgent _ice;
    private readonly IceControllingAgent? _controlling;
    private readonly Queue<RtcPeerEvent> _events = new();
    private RemoteDescription? _remote;
    private DtlsTransport? _dtls;
    private DataChannelTransport? _data;
    private IceState _reportedState;
    private TransportAddress _reportedAddress;
    private bool _wantsData;
    private bool _closing;
    private bool _ended;

    /// <summary>Creates a peer that answers nothing until <see cref="SetRemote"/>.</summary>
    public RtcPeer(RtcPeerOptions options)
    {
        _options = options;
        if (options.Controlling)
        {
            _ice = _controlling = new(options.Credentials, options.DisconnectedAfter, options.FailedAfter, options.Random);
        }
        else
        {
            _ice = new IceLiteAgent(options.Credentials, options.DisconnectedAfter, options.FailedAfter);
        }
    }

    /// <summary>Our current ICE credentials.</summary>
    public IceCredentials Credentials => _ice.Credentials;

    /// <summary>Whether ICE and DTLS are up; still true while <see cref="RtcPeerEventKind.Disconnected"/>.</summary>
    public bool IsConnected => Srtp is not null && !_ended;

    /// <summary>
    /// Where datagrams go to: the nominated pair's remote address, before a nomination the newest validated one; default before
    /// there is any.
    /// </summary>
    public TransportAddress RemoteAddress => _ice.Selected;

    /// <summary>The objects that each packet sent reads, besides those of <see cref="Srtp"/> (<see cref="Buffers.CacheLines"/>).</summary>
    public object[] SendState => [this, _ice];

    /// <summary>Memory of its keys, of DTLS and of its data channels: their buffers exactly, the rest as measured.</summary>
    public long Bytes => (_dtls?.Bytes ?? 0) + (Srtp is null ? 0 : SrtpSession.Bytes) + (_data?.Bytes ?? 0);

    /// <summary>The media keys; null until DTLS is done and the fingerprint was found right.</summary>
    public SrtpSession? Srtp { get; private set; }

    /// <summary>When <see cref="HandleTimeout"/> wants to be called next; <see cref="Instant.Never"/> once the peer has ended.</summary>
    public Instant NextTimeout
    {
        get
        {
            if (_ended)
            {
                return Instant.Never;
            }

            var next = _ice.NextTimeout;
            if (_dtls is not null)
            {
                next = Instant.Min(next, _dtls.NextTimeout);
                next = _dtls.State == DtlsState.Connected && _data is not null ? Instant.Min(next, _data.NextTimeout) : next;
            }

            return next;
        }
    }

    /// <summary>Sets or changes what the other side is; new remote ICE credentials restart ICE and keep DTLS (RFC 8842 §5.4).</summary>
    /// <remarks>Once DTLS has begun its role stays, and another certificate ends the peer: a new association needs a new peer.</remarks>
    public void SetRemote(RemoteDescription remote, Instant now)
    {
        if (_dtls is not null && remote.Fingerprint != _remote?.Fingerprint)
        {
            End("the other side changed its certificate during the call");
            return;
        }

        _data ??= new(
            new() { IsDtlsClient = remote.LocalRole == DtlsRole.Client, MaxSendMessageSize = remote.MaxMessageSize },
            _options.Random);
        _remote = remote;
        _ice.SetRemote(remote.Credentials, now);
    }

    /// <summary>Sets our new credentials for an ICE restart; the old ones are answered until the new ones are used.</summary>
    public void RestartIce(IceCredentials credentials) => _ice.Restart(credentials);

    /// <summary>On the controlling side: adds an address to check (RFC 8445 §6.1.2). A lite peer needs none and ignores it.</summary>
    public void AddRemoteCandidate(TransportAddress address, Instant now) => _controlling?.AddCandidate(address, now);

    /// <summary>Takes one datagram and pushes what it carried into <paramref name="sink"/>; <paramref name="datagram"/> is decrypted in place.</summary>
    /// <remarks>
    /// <see cref="DropReason.None"/> for a STUN message means that it was authenticated: from then on an owner that shares a port
    /// between peers may route datagrams from this address here.
    /// </remarks>
    public DropReason HandleDatagram<TSink>(Span<byte> datagram, TransportAddress from, Instant now, ref TSink sink)
        where TSink : struct, IRtcSink, allows ref struct
    {
        if (_ended)
        {
            return DropReason.UnknownPeer;
        }

        if (datagram.IsEmpty)
        {
            return DropReason.UnknownProtocol;
        }

        // The first byte tells the protocols of one port apart (RFC 7983 §7).
        return datagram[0] switch
        {
            <= 3 => HandleStun(datagram, from, now),
            >= 20 and <= 63 => HandleDtls(datagram, from, now),
            >= 128 and <= 191 => HandleMedia(datagram, from, now, ref sink),
            _ => DropReason.UnknownProtocol,
        };
    }

    /// <summary>Runs the timers that are due.</summary>
    public void HandleTimeout(Instant now)
    {
        if (_ended)
        {
            return;
        }

        _ice.HandleTimeout(now);
        AfterIce(now);
        if (_dtls is not null && !_ended)
        {
            _dtls.HandleTimeout(now);
            AfterDtls(now);
            if (_dtls.State == DtlsState.Connected)
            {
                _data!.HandleTimeout(now);
                TakeDataEvents();
            }
        }
    }

    /// <summary>
    /// Writes the next datagram of ICE, DTLS or SCTP to send; false when there is none. <paramref name="destination"/> holds at
    /// least <see cref="MaxDatagramSize"/> bytes. Media is sent by the owner with <see cref="Srtp"/>.
    /// </summary>
    public bool TryPollTransmit(Span<byte> destination, out int length, out TransportAddress to, Instant now)
    {
        if (!_ended && _ice.TryPollTransmit(destination, out length, out to, now))
        {
            return true;
        }

        length = 0;
        to = _ice.Selected;
        if (_dtls is null || to == default)
        {
            return false;
        }

        return _dtls.TryPollTransmit(destination, out length) || TryPollData(destination, out length, now);
    }

    /// <summary>Takes the next event; false when there is none.</summary>
    public bool TryPollEvent(out RtcPeerEvent e) => _events.TryDequeue(out e);

    /// <summary>Opens a data channel (RFC 8832), and starts SCTP if this is the first; before the peer is connected it is opened then.</summary>
    /// <exception cref="InvalidOperationException">
    /// Called before <see cref="SetRemote"/>, which decides on our half of the identifiers; or that half is used up.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">The label is longer than 1024 bytes in UTF-8.</exception>
    public DataChannelId OpenDataChannel(string label, DataChannelReliability reliability, Instant now)
    {
        if (_data is null)
        {
            throw new InvalidOperationException("A data channel can be opened only after SetRemote.");
        }

        if (!_wantsData && IsConnected)
        {
            _data.Connect(now);
        }

        _wantsData = true;
        var channel = _data.Open(label, protocol: "", reliability, now);
        TakeDataEvents();
        return channel;
    }

    /// <summary>Queues a copy of one message on a data channel.</summary>
    public DataSendResult SendData(DataChannelId channel, DataMessageKind kind, ReadOnlySpan<byte> message, Instant now) =>
        SendData(channel, kind, new ReadOnlyMemory<byte>(message.ToArray()), now);

    /// <summary>Queues one message on a data channel. It is kept until it has arrived: many peers may share it, and nobody may change it.</summary>
    public DataSendResult SendData(DataChannelId channel, DataMessageKind kind, ReadOnlyMemory<byte> message, Instant now) =>
        _data is null || _ended || _closing ? DataSendResult.ChannelClosed : _data.Send(channel, kind, message, now);

    /// <summary>Closes a data channel on both sides once what is queued on it has arrived (RFC 8831 §6.7).</summary>
    public void CloseDataChannel(DataChannelId channel, Instant now)
    {
        if (_data is not null && !_ended && !_closing)
        {
            _data.Close(channel, now);
            TakeDataEvents();
        }
    }

    /// <summary>Says goodbye: SCTP ABORT and DTLS close_notify are queued for <see cref="TryPollTransmit"/>. No event follows.</summary>
    public void Close(Instant now)
    {
        if (!_closing && !_ended)
        {
            _closing = true;
            _ended = !IsConnected;
            _data?.Abort(now);
        }

        _events.Clear();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _ended = true;
        _dtls?.Dispose();
        _dtls = null;
        Srtp?.Dispose();
        Srtp = null;
    }

    private DropReason HandleStun(ReadOnlySpan<byte> datagram, TransportAddress from, Instant now)
    {
        var reason = _ice.HandleMessage(datagram, from, now);
        AfterIce(now);
        return reason;
    }

    private DropReason HandleDtls(ReadOnlySpan<byte> datagram, TransportAddress from, Instant now)
    {
        // A ClientHello from an address that ICE has not validated never reaches OpenSSL.
        if (_dtls is null || !_ice.IsValidated(from))
        {
            return DropReason.DtlsUnexpected;
        }

        var wasConnected = _dtls.State == DtlsState.Connected;
        var reason = _dtls.HandleDatagram(datagram, now);
        AfterDtls(now);

        var heard = !wasConnected && _dtls.State == DtlsState.Connected;
        Span<byte> packet = stackalloc byte[MaxSctpPacketSize];
        while (_dtls.TryRead(packet, out var length))
        {
            _data!.HandlePacket(packet[..length], now);
            heard = true;
        }

        if (heard)
        {
            _ice.Heard(now);
            AfterIce(now);
        }

        AfterDtls(now);
        TakeDataEvents();
        return reason == DropReason.None && wasConnected && !heard && !_ended ? DropReason.DtlsInvalid : reason;
    }

    private DropReason HandleMedia<TSink>(Span<byte> datagram, TransportAddress from, Instant now, ref TSink sink)
        where TSink : struct, IRtcSink, allows ref struct
    {
        if (!_ice.IsValidated(from))
        {
            return DropReason.UnknownPeer;
        }

        if (Srtp is not { } srtp)
        {
            return DropReason.SrtpNotReady;
        }

        if (datagram.Length < 2)
        {
            return DropReason.SrtpMalformed;
        }

        // RTCP packet types lie where no RTP payload type may (RFC 5761 §4).
        var isRtcp = (datagram[1] & 0x7F) is >= 64 and <= 95;
        var reason = isRtcp ? srtp.UnprotectRtcp(datagram, out var length) : srtp.UnprotectRtp(datagram, out length);
        if (reason != DropReason.None)
        {
            return reason;
        }

        _ice.Heard(now);
        if (_ice.State != _reportedState)
        {
            AfterIce(now);
        }

        return isRtcp ? sink.OnRtcp(this, datagram[..length], now) : sink.OnRtp(this, datagram[..length], now);
    }

    private bool TryPollData(Span<byte> destination, out int length, Instant now)
    {
        length = 0;
        if (_dtls!.State != DtlsState.Connected || _ended)
        {
            return false;
        }

        Span<byte> packet = stackalloc byte[MaxSctpPacketSize];
        while (_data!.TryPollTransmit(packet, out var packetLength, now))
        {
            if (_dtls.TryWrite(packet[..packetLength], destination, out length))
            {
                return true;
            }
        }

        if (!_closing)
        {
            return false;
        }

        _dtls.Close();
        _ended = true;
        return _dtls.TryPollTransmit(destination, out length);
    }

    /// <summary>Reports what changed in ICE, and starts DTLS as soon as there is an address to talk to.</summary>
    private void AfterIce(Instant now)
    {
        var address = _ice.Selected;
        if (address != _reportedAddress)
        {
            if (_reportedAddress != default)
            {
                Report(RtcPeerEventKind.AddressChanged);
            }

            _reportedAddress = address;
        }

        if (_ice.State != _reportedState)
        {
            var previous = _reportedState;
            _reportedState = _ice.State;
            switch (_ice.State)
            {
                case IceState.Connected when previous == IceState.Disconnected:
                    Report(RtcPeerEventKind.Reconnected);
                    break;
                case IceState.Disconnected:
                    Report(RtcPeerEventKind.Disconnected);
                    break;
                case IceState.Failed:
                    End(previous == IceState.New ? "no connectivity check arrived" : "nothing was heard for too long");
                    break;
            }
        }

        if (_dtls is null && !_ended && _ice.State == IceState.Connected && _remote is not null)
        {
            _dtls = new(_options.Certificate, _remote.LocalRole, _remote.Fingerprint, now);
        }
    }

    private void AfterDtls(Instant now)
    {
        switch (_dtls!.State)
        {
            case DtlsState.Connected when Srtp is null:
                InstallKeys(now);
                break;
            case DtlsState.Closed or DtlsState.Failed when !_ended:
                End(_dtls.EndReason!);
                break;
        }
    }

    private void InstallKeys(Instant now)
    {
        Span<byte> keys = stackalloc byte[SrtpSession.KeyingMaterialLength(_dtls!.SrtpProfile)];
        if (!_dtls.TryExportSrtpKeys(keys))
        {
            End("DTLS exported no SRTP keys");
            return;
        }

        Srtp = new(_dtls.SrtpProfile, keys, _dtls.Role == DtlsRole.Client);
        CryptographicOperations.ZeroMemory(keys);
        Report(RtcPeerEventKind.Connected);
        if (_wantsData)
        {
            _data!.Connect(now);
        }
    }

    private void TakeDataEvents()
    {
        while (_data!.TryPollEvent(out var e))
        {
            if (!_closing)
            {
                _events.Enqueue(new(RtcPeerEventKind.Data, null, e));
            }
        }
    }

    private void Report(RtcPeerEventKind kind)
    {
        if (!_closing)
        {
            _events.Enqueue(new(kind, null, default));
        }
    }

    private void End(string reason)
    {
        _ended = true;
        if (!_closing)
        {
            _events.Enqueue(new(RtcPeerEventKind.Failed, reason, default));
        }
    }
}
