using Visio.Rtc.Time;

namespace Visio.Rtc.Sctp;

/// <content>The four-way handshake, with both sides free to begin (RFC 9260 §5).</content>
internal sealed partial class SctpAssociation
{
    private const int MaxHandshakeAttempts = 8;

    private static readonly TimeSpan CookieLifetime = TimeSpan.FromSeconds(60);

    private readonly byte[] _cookieKey = new byte[StateCookie.KeySize];
    private uint _localTag;
    private Tsn _localInitialTsn;
    private byte[] _peerCookie = [];
    private bool _initDue;
    private bool _cookieEchoDue;
    private int _handshakeAttempts;
    private Instant _handshakeDeadline = Instant.Never;

    public void Connect(Instant now)
    {
        if (State != AssociationState.Closed || _ended)
        {
            return;
        }

        State = AssociationState.CookieWait;
        _initDue = true;
        StartHandshakeTimer(now);
    }

    private void StartHandshakeTimer(Instant now)
    {
        _handshakeAttempts = 0;
        _handshakeDeadline = now + RetransmissionTimeout.Initial;
    }

    /// <summary>T1-init or T1-cookie expired (RFC 9260 §5.1.6, §4.1).</summary>
    private void HandleHandshakeTimeout(Instant now)
    {
        if (++_handshakeAttempts > MaxHandshakeAttempts)
        {
            End();
            return;
        }

        _initDue = State == AssociationState.CookieWait;
        _cookieEchoDue = State == AssociationState.CookieEchoed;
        var wait = RetransmissionTimeout.Initial * (1 << _handshakeAttempts);
        _handshakeDeadline = now + (wait < RetransmissionTimeout.Maximum ? wait : RetransmissionTimeout.Maximum);
    }

    private void WriteInit(ref PacketWriter writer)
    {
        var value = InitChunk.Write(_localTag, _localInitialTsn, (uint)_window, StreamLimit, default, default);
        value.CopyTo(writer.Add(ChunkType.Init, 0, value.Length));
    }

    /// <summary>Answers with a cookie and keeps nothing (RFC 9260 §5.1, §5.2.1, §5.2.2).</summary>
    private void HandleInit(in Chunk chunk, Instant now)
    {
        if (_ended || !InitChunk.TryParse(chunk.Value, out var init) || init.Setup.Tag == 0)
        {
            Ignored++;
            return;
        }

        if (init.Setup.OutboundStreams == 0 || init.Setup.InboundStreams == 0)
        {
            Ignored++;
            QueueStandalone(init.Setup.Tag, ControlChunk.FromCause(ErrorCause.InvalidMandatoryParameter, default, ChunkType.Abort));
            return;
        }

        if (State == AssociationState.ShutdownAckSent)
        {
            // RFC 9260 §9.2: the goodbye comes first.
            QueueControl(new(ChunkType.ShutdownAck, 0, []));
            return;
        }

        // While no association exists, or both sides are beginning, the answer gives the tag and TSN that our own INIT gave
        // (§5.2.1). Beside a living association it gives new ones, tied to the old by tie tags (§5.2.2).
        var isNew = State is AssociationState.Closed or AssociationState.CookieWait or AssociationState.CookieEchoed;
        var cookie = new StateCookie(
            now,
            isNew ? _localTag : DrawTag(),
            isNew ? _localInitialTsn : new Tsn(_random.NextUInt32()),
            isNew ? 0 : _localTag,
            isNew ? 0 : _peer.Tag,
            init.Setup);
        var value = InitChunk.Write(
            cookie.LocalTag, cookie.LocalInitialTsn, (uint)_window, StreamLimit, cookie.Seal(_cookieKey), init.Unrecognized);
        QueueStandalone(init.Setup.Tag, new(ChunkType.InitAck, 0, value));
    }

    private bool HandleInitAck(in Chunk chunk, Instant now)
    {
        if (State != AssociationState.CookieWait)
        {
            // A late copy (RFC 9260 §5.2.3).
            return false;
        }

        if (!InitChunk.TryParse(chunk.Value, out var init) || init.Setup.Tag == 0 || init.Setup.OutboundStreams == 0 ||
            init.Setup.InboundStreams == 0 || init.Cookie.IsEmpty || init.Cookie.Length > _options.Mtu - 16)
        {
            Ignored++;
            return false;
        }

        _peer = init.Setup;
        _peerCookie = init.Cookie.ToArray();
        State = AssociationState.CookieEchoed;
        _cookieEchoDue = true;
        _initDue = false;
        if (init.Unrecognized.Length > 0)
        {
            QueueControl(ControlChunk.FromCause(ErrorCause.UnrecognizedParameters, init.Unrecognized));
        }

        StartHandshakeTimer(now);
        return false;
    }

    private void HandleCookieAck(Instant now)
    {
        if (State == AssociationState.CookieEchoed)
        {
            Establish(_peer, now);
        }
    }

    /// <summary>Builds the association from the cookie, or finds out what it means beside an existing one (RFC 9260 §5.1.5, §5.2.4).</summary>
    private bool HandleCookieEcho(in Chunk chunk, uint packetTag, Instant now)
    {
        if (_ended || !StateCookie.TryOpen(chunk.Value, _cookieKey, out var cookie) || cookie.LocalTag != packetTag)
        {
            Ignored++;
            return false;
        }

        var sameLocal = cookie.LocalTag == _localTag;
        var samePeer = cookie.Peer.Tag == _peer.Tag;
        var isNew = State is AssociationState.Closed or AssociationState.CookieWait or AssociationState.CookieEchoed;
        if (now - cookie.Created > CookieLifetime && !(sameLocal && samePeer))
        {
            QueueStandalone(cookie.Peer.Tag, ControlChunk.FromCause(ErrorCause.StaleCookie, stackalloc byte[4]));
            return false;
        }

        if (isNew)
        {
            if (!sameLocal)
            {
                // Action C: a cookie from an attempt that is over.
                return false;
            }

            // No association yet, or actions B and D: both sides began at once.
            Establish(cookie.Peer, now);
        }
        else if (!sameLocal && !samePeer && cookie.LocalTieTag == _localTag && cookie.PeerTieTag == _peer.Tag)
        {
            // Action A: the peer has lost its state and starts over.
            if (State == AssociationState.ShutdownAckSent)
            {
                QueueControl(new(ChunkType.ShutdownAck, 0, []));
                return false;
            }

            _localTag = cookie.LocalTag;
            _localInitialTsn = cookie.LocalInitialTsn;
            _outbound = new(_options.Mtu, _localInitialTsn);
            _control.Clear();
            _shutdownDeadline = Instant.Never;
            _events.Enqueue(new(AssociationEventKind.Restarted));
            Establish(cookie.Peer, now);
        }
        else if (!sameLocal || !samePeer)
        {
            // Action B after our side was established by the peer's earlier INIT cannot happen with one tag per side; the rest is late.
            return false;
        }

        // Action D: our COOKIE ACK was lost.
        QueueControl(new(ChunkType.CookieAck, 0, []));
        return true;
    }

    private void Establish(in PeerSetup peer, Instant now)
    {
        _peer = peer;
        State = AssociationState.Established;
        _handshakeDeadline = Instant.Never;
        _initDue = false;
        _cookieEchoDue = false;
        _errors = 0;
        _inbound = new(peer.InitialTsn, _window, _options.MaxReceiveMessageSize, StreamLimit, _events);
        _reset = new(_outbound, _inbound, _localInitialTsn, peer.InitialTsn, StreamLimit, _events);
        _outbound.Start(peer);
        _heartbeat.Restart(now);
        _events.Enqueue(new(AssociationEventKind.Established));
    }

    /// <summary>A stale cookie in COOKIE-ECHOED means: begin again (RFC 9260 §5.2.6).</summary>
    private void HandleError(in Chunk chunk, Instant now)
    {
        if (State == AssociationState.CookieEchoed && chunk.Value.Length >= 4 &&
            System.Buffers.Binary.BinaryPrimitives.ReadUInt16BigEndian(chunk.Value) == (ushort)ErrorCause.StaleCookie)
        {
            State = AssociationState.CookieWait;
            _cookieEchoDue = false;
            _initDue = true;
            _handshakeDeadline = now + RetransmissionTimeout.Initial;
        }
    }
}
