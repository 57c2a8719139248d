using Visio.Rtc;
using Visio.Rtc.CongestionControl;
using Visio.Rtc.Dtls;
using Visio.Rtc.Ice;
using Visio.Rtc.Rtcp;
using Visio.Rtc.Sctp;
using Visio.Rtc.Time;
using Visio.Sfu.Forwarding;
using Visio.Sfu.Stats;

namespace Visio.Sfu.Routing;

/// <summary>
/// The media server without IO: datagrams, the time and commands go in; datagrams and events come out. All of it runs on the thread that
/// owns it, in production the loop's. A command about something that is gone has no effect.
/// </summary>
internal sealed class MediaCore : IDisposable
{
    /// <summary>
    /// Handshake datagrams handled in one turn. One costs up to half a millisecond of public-key cryptography, and media of everybody
    /// else waits meanwhile.
    /// </summary>
    private const int HandshakesPerTurn = 2;

    /// <summary>Handshake datagrams that may wait for their turn; of more, DTLS sends them again.</summary>
    private const int MaxWaitingHandshakes = 64;

    private readonly DtlsCertificate _certificate;
    private readonly PeerDemux _demux = new();
    private readonly HashSet<Room> _rooms = [];
    private readonly Dictionary<PeerId, PeerSession> _peers = [];
    private readonly Dictionary<PublicationId, Publication> _publications = [];
    private readonly Dictionary<SubscriptionId, Subscription> _subscriptions = [];
    private readonly List<PeerSession> _dirty = [];
    private readonly Queue<WaitingHandshake> _waiting = new();
    private int _handshakesThisTurn;

    /// <param name="sender">Takes full batches away.</param>
    /// <param name="certificate">Ours; not disposed here.</param>
    /// <param name="random">For SSRCs, sequence numbers and the peers.</param>
    /// <param name="wallClock">Civil time, for sender reports.</param>
    public MediaCore(DatagramSender sender, DtlsCertificate certificate, RandomSource random, WallClock wallClock)
    {
        _certificate = certificate;
        Random = random;
        WallClock = wallClock;
        Outbox = new(sender, Counters);
    }

    public LoopCounters Counters { get; } = new();

    public Outbox Outbox { get; }

    public DeadlineHeap Deadlines { get; } = new();

    public RandomSource Random { get; }

    public WallClock WallClock { get; }

    /// <summary>Where a peer's list of missing packets is put together; used by one peer at a time.</summary>
    public ushort[] MissingNumbers { get; } = new ushort[NackGenerator.Capacity];

    /// <summary>Where a peer's receiver report is put together: as many blocks as one holds (RFC 3550 §6.4.1).</summary>
    public ReportBlock[] ReportBlocks { get; } = new ReportBlock[31];

    /// <summary>When <see cref="HandleTimeout"/> wants to be called next.</summary>
    public Instant NextTimeout => _waiting.Count > 0 ? Instant.Zero : Deadlines.Next;

    /// <summary>Takes one datagram; it is decrypted in place.</summary>
    public void HandleDatagram(Span<byte> datagram, TransportAddress from, Instant now)
    {
        Counters.DatagramsReceived++;
        Counters.BytesReceived += datagram.Length;
        if (datagram.IsEmpty)
        {
            Counters.Drop(DropReason.UnknownProtocol);
            return;
        }

        var session = _demux.Find(datagram, from);
        if (session is null || session.HasFailed)
        {
            Counters.Drop(DropReason.UnknownPeer);
            return;
        }

        // RFC 7983 §7: 20 to 63 is DTLS. Once the handshake is done these are data channels, which are cheap.
        if (datagram[0] is >= 20 and <= 63 && !session.IsConnected && _handshakesThisTurn++ >= HandshakesPerTurn)
        {
            if (_waiting.Count < MaxWaitingHandshakes)
            {
                _waiting.Enqueue(new(session, datagram.ToArray(), from));
            }

            return;
        }

        Deliver(session, datagram, from, now);
    }

    /// <summary>Ends a turn: forwards what was received in it and sends what is in the batch.</summary>
    public void EndBatch(Instant now)
    {
        foreach (var session in _dirty)
        {
            session.IsDirty = false;
            try
            {
                session.EndBatch(now);
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                session.Crash(e);
            }
        }

        _dirty.Clear();
        Outbox.Flush();
    }

    /// <summary>Runs the timers that are due, and the handshakes that waited.</summary>
    public void HandleTimeout(Instant now)
    {
        _handshakesThisTurn = 0;
        while (_handshakesThisTurn < HandshakesPerTurn && _waiting.TryDequeue(out var waiting))
        {
            _handshakesThisTurn++;
            if (!waiting.Session.HasFailed && _peers.ContainsKey(waiting.Session.Id))
            {
                Deliver(waiting.Session, waiting.Datagram, waiting.From, now);
            }
        }

        while (Deadlines.Due(now) is { } due)
        {
            var next = Instant.Never;
            try
            {
                next = due.HandleTimeout(now);
            }
            catch (Exception e) when (e is not OutOfMemoryException && due is PeerSession)
            {
                ((PeerSession)due).Crash(e);
            }

            // A timer that is due again at once runs in the next turn, so that none can hold the loop.
            Deadlines.Set(due, next <= now ? now + new TimeSpan(1) : next);
        }
    }

    public void OpenRoom(Room room)
    {
        _rooms.Add(room);
        Deadlines.Add(room, Instant.Never);
        Counters.Rooms = _rooms.Count;
    }

    public void CloseRoom(Room room, Instant now)
    {
        foreach (var peer in room.Peers.ToArray())
        {
            RemovePeer(peer.Id, now);
        }

        _rooms.Remove(room);
        Deadlines.Remove(room);
        Counters.Rooms = _rooms.Count;
    }

    public void AddPeer(Room room, PeerId id, PeerOptions options)
    {
        if (!_rooms.Contains(room))
        {
            return;
        }

        var rtc = new RtcPeer(new() { Credentials = options.Credentials, Certificate = _certificate, Random = Random });
        var session = new PeerSession(id, room, this, rtc);
        _peers.Add(id, session);
        room.Peers.Add(session);
        _demux.Add(session);
        Deadlines.Add(session, rtc.NextTimeout);
        Counters.Peers = _peers.Count;
    }

    public void SetRemote(PeerId id, RemoteDescription remote, Instant now)
    {
        if (_peers.TryGetValue(id, out var session))
        {
            session.Rtc.SetRemote(remote, now);
            session.PollTransmit(now);
            session.Hasten(session.Rtc.NextTimeout);
        }
    }

    public void RestartIce(PeerId id, IceCredentials credentials)
    {
        if (_peers.TryGetValue(id, out var session))
        {
            session.Rtc.RestartIce(credentials);
            _demux.AddFragment(session, credentials.UsernameFragment);
        }
    }

    public void RemovePeer(PeerId id, Instant now)
    {
        if (!_peers.Remove(id, out var session))
        {
            return;
        }

        foreach (var subscription in session.Media.Subscriptions.ToArray())
        {
            Unsubscribe(subscription.Id);
        }

        foreach (var publication in session.Media.Publications.ToArray())
        {
            Unpublish(publication.Id);
        }

        session.Close(now);
        _demux.Remove(session);
        _dirty.Remove(session);
        Deadlines.Remove(session);
        session.Room.Peers.Remove(session);
        session.Dispose();
        Counters.Peers = _peers.Count;
    }

    public void Publish(PeerId id, PublicationId publicationId, PublicationOptions options, Instant now)
    {
        if (!_peers.TryGetValue(id, out var session))
        {
            return;
        }

        var speakers = session.Room.Speakers;
        if (options.Kind == MediaKind.Audio && speakers.IsEmpty)
        {
            Deadlines.Set(session.Room, now + Speakers.SpeakerTable.Interval);
        }

        var meter = options.Kind == MediaKind.Audio ? speakers.Add(publicationId) : null;
        var publication = new Publication(publicationId, session, options, meter);
        _publications.Add(publicationId, publication);
        session.Media.Add(publication);
        session.Hasten(session.Media.NextTimeout);
        Counters.Publications = _publications.Count;
    }

    public void Unpublish(PublicationId id)
    {
        if (!_publications.Remove(id, out var publication))
        {
            return;
        }

        foreach (var subscription in publication.Subscriptions.ToArray())
        {
            Unsubscribe(subscription.Id);
        }

        publication.Peer.Media.Remove(publication);
        publication.Peer.Room.Speakers.Remove(id);
        publication.Dispose();
        Counters.Publications = _publications.Count;
    }

    public void SetMuted(PublicationId id, bool muted, Instant now) => _publications.GetValueOrDefault(id)?.SetMuted(muted, now);

    public void Subscribe(PeerId id, SubscriptionId subscriptionId, PublicationId publicationId, SubscriptionOptions options, Instant now)
    {
        if (!_peers.TryGetValue(id, out var session) || !_publications.TryGetValue(publicationId, out var publication)
            || publication.Peer.Room != session.Room || !session.Media.TryTake(options))
        {
            return;
        }

        var subscription = new Subscription(subscriptionId, session, publication, options);
        _subscriptions.Add(subscriptionId, subscription);
        session.Media.Add(subscription);
        publication.Add(subscription, now);
        session.Hasten(session.Media.NextTimeout);
        Counters.Subscriptions = _subscriptions.Count;
    }

    public void SetPaused(SubscriptionId id, bool paused, Instant now)
    {
        if (_subscriptions.TryGetValue(id, out var subscription))
        {
            subscription.SetPaused(paused);
            if (!paused)
            {
                subscription.Publication.RequestKeyFrame(now);
            }
        }
    }

    public void Unsubscribe(SubscriptionId id)
    {
        if (_subscriptions.Remove(id, out var subscription))
        {
            subscription.Publication.Remove(subscription);
            subscription.Peer.Media.Remove(subscription);
            Counters.Subscriptions = _subscriptions.Count;
        }
    }

    public void SendData(PeerId id, DataChannelId channel, DataMessageKind kind, ReadOnlyMemory<byte> message, Instant now)
    {
        if (_peers.TryGetValue(id, out var session) && !session.HasFailed)
        {
            session.SendData(channel, kind, message, now);
        }
    }

    /// <summary>Removes everybody.</summary>
    public void Close(Instant now)
    {
        foreach (var room in _rooms.ToArray())
        {
            CloseRoom(room, now);
        }
    }

    public void Dispose()
    {
        foreach (var publication in _publications.Values)
        {
            publication.Dispose();
        }

        foreach (var session in _peers.Values)
        {
            session.Dispose();
        }
    }

    private void Deliver(PeerSession session, Span<byte> datagram, TransportAddress from, Instant now)
    {
        var isStun = datagram[0] < 4;
        if (!session.IsDirty)
        {
            session.IsDirty = true;
            _dirty.Add(session);
        }

        try
        {
            var result = session.HandleDatagram(datagram, from, now);
            if (result != DropReason.None)
            {
                Counters.Drop(result);
            }
            else if (isStun)
            {
                _demux.Learn(session, from);
            }
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            session.Crash(e);
        }
    }

    private readonly record struct WaitingHandshake(PeerSession Session, byte[] Datagram, TransportAddress From);
}
