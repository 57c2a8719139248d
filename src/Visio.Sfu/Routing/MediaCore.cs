using System.Text;
using Visio.Rtc;
using Visio.Rtc.CongestionControl;
using Visio.Rtc.Dtls;
using Visio.Rtc.Ice;
using Visio.Rtc.Rtcp;
using Visio.Rtc.Sctp;
using Visio.Rtc.Time;
using Visio.Sfu.Allocation;
using Visio.Sfu.Forwarding;
using Visio.Sfu.Relaying;
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

    /// <summary>Connections that one peer may have: one from each of its networks to each of our addresses.</summary>
    private const int StreamsPerPeer = 8;

    private readonly DtlsCertificate _certificate;
    private readonly PeerDemux _demux;
    private readonly HashSet<Room> _rooms = [];
    private readonly Dictionary<PeerId, PeerSession> _peers = [];
    private readonly Dictionary<PublicationId, Publication> _publications = [];
    private readonly Dictionary<SubscriptionId, Subscription> _subscriptions = [];
    private readonly List<PeerSession> _dirty = [];
    private readonly Queue<WaitingHandshake> _waiting = new();
    private readonly IndirectPaths _indirect;
    private readonly TurnRelay? _turn;
    private int _handshakesThisTurn;

    /// <param name="sender">Takes full batches away.</param>
    /// <param name="certificate">Ours; not disposed here.</param>
    /// <param name="random">For SSRCs, sequence numbers and the peers.</param>
    /// <param name="wallClock">Civil time, for sender reports.</param>
    /// <param name="turn">How TURN is served; null where it is not.</param>
    /// <param name="neighbours">The other loops; null where this is the only one.</param>
    public MediaCore(
        DatagramSender sender, DtlsCertificate certificate, RandomSource random, WallClock wallClock, TurnSetup? turn = null, Neighbours? neighbours = null)
    {
        _demux = new(neighbours);
        Relays = neighbours is null ? null : new(this, neighbours);
        _certificate = certificate;
        Random = random;
        WallClock = wallClock;
        _indirect = new(Counters) { Relays = Relays };
        Outbox = new(sender, _indirect, Counters);
        if (turn is not null)
        {
            _turn = new(turn, _indirect, random, wallClock, Counters);
            Deadlines.Add(_turn, Instant.Zero);
        }

        if (Relays is not null)
        {
            Deadlines.Add(Relays, Instant.Never);
        }
    }

    public LoopCounters Counters { get; } = new();

    public Outbox Outbox { get; }

    /// <summary>What came in this turn and is still to be forwarded.</summary>
    public BurstQueue Bursts { get; } = new();

    /// <summary>The ways to the other loops; null where this is the only one.</summary>
    public LoopRelays? Relays { get; }

    public DeadlineHeap Deadlines { get; } = new();

    /// <summary>Ways that lead to a peer: its ICE fragments and the addresses it has shown to be its own.</summary>
    public int Ways => _demux.Count;

    /// <summary>What is not forwarded while the loop does not keep up.</summary>
    public LoadShedding Shedding { get; } = new();

    public RandomSource Random { get; }

    public WallClock WallClock { get; }

    /// <summary>Where a peer's list of missing packets is put together; used by one peer at a time.</summary>
    public ushort[] MissingNumbers { get; } = new ushort[NackGenerator.Capacity];

    /// <summary>Where a peer's receiver report is put together: as many blocks as one holds (RFC 3550 §6.4.1).</summary>
    public ReportBlock[] ReportBlocks { get; } = new ReportBlock[31];

    /// <summary>Where a payload of sound with redundancy is put together.</summary>
    public byte[] RedundantPayload { get; } = new byte[RedundantSound.MaxLength];

    /// <summary>When <see cref="HandleTimeout"/> wants to be called next.</summary>
    public Instant NextTimeout => _waiting.Count > 0 || Relays?.HasMore == true ? Instant.Zero : Deadlines.Next;

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

        if (Paths.IsTurnPort(from.Path))
        {
            HandleTurn(datagram, from, null, now);
        }
        else
        {
            Route(_demux.Find(datagram, from), datagram, from, now);
        }
    }

    /// <summary>A connection is up.</summary>
    public void OpenStream(StreamLink link) => _indirect.Add(link);

    /// <summary>Takes one datagram that came over a connection; it is decrypted in place.</summary>
    /// <remarks>The first authentic check ties the connection to its peer (RFC 6544 §7.2): nobody else is looked for on it from then on.</remarks>
    public void HandleStream(StreamLink link, Span<byte> datagram, Instant now)
    {
        Counters.DatagramsReceived++;
        Counters.BytesReceived += datagram.Length;
        if (datagram.IsEmpty)
        {
            return;
        }

        if (link.Use == StreamUse.Turn)
        {
            HandleTurn(datagram, link.Remote, link, now);
            return;
        }

        var session = link.Owner ?? (datagram[0] < 4 ? _demux.Find(datagram, link.Remote) : null);
        if (Route(session, datagram, link.Remote, now) && link.Owner is null && datagram[0] < 4)
        {
            Bind(link, session!);
        }
    }

    /// <summary>A connection is gone.</summary>
    public void CloseStream(StreamLink link)
    {
        _indirect.Remove(link);
        link.Owner?.Streams.Remove(link);
        if (link.Use == StreamUse.Turn)
        {
            _turn?.EndClient(link.Remote);
        }
    }

    /// <summary>What a client of TURN relays is for its own session alone.</summary>
    private void HandleTurn(Span<byte> datagram, TransportAddress client, StreamLink? link, Instant now)
    {
        var receipt = _turn is null ? new() { Reason = DropReason.TurnRefused } : _turn.Receive(datagram, client, link, now);
        if (receipt.Reason != DropReason.None)
        {
            Counters.Drop(receipt.Reason);
        }
        else if (!receipt.Payload.IsEmpty)
        {
            if (Relays is not null && _turn!.LoopOf(receipt.Session!) is var loop && loop != Relays.Index)
            {
                Relays.WriteArrived(loop, receipt.Session!, receipt.From, receipt.Payload);
                return;
            }

            var session = _demux.Find(receipt.Payload, receipt.From);
            Route(session?.Session == receipt.Session ? session : null, receipt.Payload, receipt.From, now);
        }
    }

    /// <summary>Takes a datagram that came through a TURN allocation on another loop.</summary>
    public void HandleRelayed(Span<byte> datagram, TransportAddress from, ReadOnlySpan<byte> ofSession, Instant now)
    {
        var session = _demux.Find(datagram, from);
        Route(session is not null && Ascii.Equals(ofSession, session.Session) ? session : null, datagram, from, now);
    }

    /// <summary>Sends a datagram of another loop's peer through a TURN allocation.</summary>
    public void SendRelayed(ReadOnlySpan<byte> datagram, TransportAddress to) => _indirect.Send(datagram, to);

    private void Bind(StreamLink link, PeerSession session)
    {
        link.Owner = session;
        link.Trust();
        session.Streams.Add(link);
        if (session.Streams.Count > StreamsPerPeer)
        {
            session.Streams[session.Streams[0].Remote == session.RemoteAddress ? 1 : 0].Close();
        }
    }

    /// <summary>Gives a datagram to its peer, or lets it wait for that.</summary>
    /// <returns>Whether the peer took it.</returns>
    private bool Route(PeerSession? session, Span<byte> datagram, TransportAddress from, Instant now)
    {
        if (session is null || session.HasFailed)
        {
            Counters.Drop(DropReason.UnknownPeer);
            return false;
        }

        // RFC 7983 §7: 20 to 63 is DTLS. Once the handshake is done these are data channels, which are cheap.
        if (datagram[0] is >= 20 and <= 63 && !session.IsConnected && _handshakesThisTurn++ >= HandshakesPerTurn)
        {
            if (_waiting.Count < MaxWaitingHandshakes)
            {
                _waiting.Enqueue(new(session, datagram.ToArray(), from));
            }

            return false;
        }

        return Deliver(session, datagram, from, now);
    }

    /// <summary>Ends a turn: forwards what was received in it and sends what is in the batch.</summary>
    public void EndBatch(Instant now)
    {
        _indirect.Now = now;
        Bursts.Flush(now);
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
        Relays?.Flush();
        Outbox.Flush();
        _indirect.Flush();
    }

    /// <summary>Takes whether more arrives than is handled, a few times a second.</summary>
    /// <returns>Whether another share of the pictures is forwarded from now on.</returns>
    public bool ObserveLoad(bool isBehind, Instant now)
    {
        if (!Shedding.Observe(isBehind, now))
        {
            return false;
        }

        Counters.ShedLevel = Shedding.Level;
        foreach (var session in _peers.Values)
        {
            session.Allocation.Reconsider(now);
        }

        return true;
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
        Counters.Rooms += room.IsFirst ? 1 : 0;
    }

    public void CloseRoom(Room room, Instant now)
    {
        foreach (var peer in room.Peers.ToArray())
        {
            RemovePeer(peer.Id, now);
        }

        room.Count(default, default, Counters);
        if (_rooms.Remove(room))
        {
            Counters.Rooms -= room.IsFirst ? 1 : 0;
        }

        Deadlines.Remove(room);
    }

    public void AddPeer(Room room, PeerId id, PeerOptions options)
    {
        if (!_rooms.Contains(room))
        {
            room.Unreserve();
            if (Relays is { Index: > 0 })
            {
                RemoveTurnSession(options.Session);
            }

            return;
        }

        var rtc = new RtcPeer(new() { Credentials = options.Credentials, Certificate = _certificate, Random = Random });
        var session = new PeerSession(id, room, this, rtc, options.MayPause) { Session = options.Session };
        _peers.Add(id, session);
        room.Peers.Add(session);
        _demux.Add(session);
        if (Relays is not { Index: > 0 })
        {
            AddTurnSession(session.Session, loop: 0);
        }

        Deadlines.Add(session, rtc.NextTimeout);
        Counters.Peers = _peers.Count;
    }

    /// <summary>The credentials of a session are good from now on. For the loop that serves TURN; other loops do not know them.</summary>
    public void AddTurnSession(string session, int loop) => _turn?.AddPeer(session, loop);

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
        session.Streams.ForEach(link => link.Close());
        _demux.Remove(session);
        RemoveTurnSession(session.Session);
        _dirty.Remove(session);
        Deadlines.Remove(session);
        session.Room.Remove(session);
        session.Dispose();
        Counters.Peers = _peers.Count;
    }

    public void MovePeer(PeerId id, Room room, Instant now)
    {
        if (!_peers.TryGetValue(id, out var session) || !_rooms.Contains(room) || session.Room == room)
        {
            room.Unreserve();
            return;
        }

        foreach (var subscription in session.Media.Subscriptions.Concat(session.Media.Publications.SelectMany(p => p.Subscriptions)).ToArray())
        {
            Unsubscribe(subscription.Id);
        }

        foreach (var publication in session.Media.Publications)
        {
            Relays?.End(publication);
            if (publication.Speech is { } meter)
            {
                session.Room.Speakers.Remove(publication.Id);
                if (room.Speakers.IsEmpty)
                {
                    Deadlines.Set(room, now + Speakers.SpeakerTable.Interval);
                }

                room.Speakers.Add(publication.Id, meter);
            }
        }

        session.Room.Remove(session);
        session.Room = room;
        room.Peers.Add(session);
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

        Relays?.End(publication);
        publication.Peer.Withdraw(publication);
        publication.Peer.Room.Speakers.Remove(id);
        publication.Dispose();
        Counters.Publications = _publications.Count;
    }

    public void SetMuted(PublicationId id, bool muted, Instant now)
    {
        if (_publications.TryGetValue(id, out var publication))
        {
            Relays?.SetMuted(publication, muted);
            publication.SetMuted(muted, now);
        }
    }

    /// <summary>A publication of a peer of this loop; null when there is none.</summary>
    public Publication? FindPublication(PublicationId id) => _publications.GetValueOrDefault(id);

    public void Subscribe(
        PeerId id,
        SubscriptionId subscriptionId,
        PublicationId publicationId,
        SubscriptionOptions options,
        LayerLimit limit,
        Instant now,
        bool isElsewhere = false)
    {
        if (!_publications.TryGetValue(publicationId, out var publication))
        {
            return;
        }

        if (Relays is not null && MediaIds.LoopOf(id.Value) is var loop && loop != Relays.Index)
        {
            Relays.Subscribe(publication, loop, new(id, subscriptionId, options, limit, isElsewhere));
            return;
        }

        TrySubscribe(new(id, subscriptionId, options, limit, isElsewhere), publication, now);
    }

    /// <summary>Adds a subscriber of this loop; false when it is gone, in another room, or its SSRCs were used.</summary>
    public bool TrySubscribe(in RelayedSubscriber wanted, Publication publication, Instant now)
    {
        if (!_peers.TryGetValue(wanted.Peer, out var session)
            || (publication.Peer.Room.Whole != session.Room.Whole && !wanted.IsElsewhere) || !session.Media.TryTake(wanted.Options))
        {
            return false;
        }

        (publication.Peer as RelayedPublisher)?.Enter(session.Room, now);
        var subscription = new Subscription(wanted.Subscription, session, publication, wanted.Options, wanted.Limit);
        _subscriptions.Add(wanted.Subscription, subscription);
        session.Media.Add(subscription);
        publication.Add(subscription, now);
        session.Allocation.Invalidate(now);
        session.Hasten(session.Media.NextTimeout);
        Counters.Subscriptions = _subscriptions.Count;
        return true;
    }

    public void SetPaused(SubscriptionId id, bool paused, Instant now)
    {
        if (_subscriptions.TryGetValue(id, out var subscription))
        {
            subscription.SetPaused(paused);
            subscription.Publication.Select(subscription, now);
            subscription.Peer.Allocation.Invalidate(now);
        }
    }

    public void SetLimit(SubscriptionId id, LayerLimit limit, Instant now)
    {
        if (_subscriptions.TryGetValue(id, out var subscription) && subscription.Limit != limit)
        {
            subscription.SetLimit(limit);
            subscription.Publication.Select(subscription, now);
            subscription.Peer.Allocation.Invalidate(now);
        }
    }

    public void SetPriority(SubscriptionId id, int priority, Instant now)
    {
        if (_subscriptions.TryGetValue(id, out var subscription) && subscription.Priority != priority)
        {
            subscription.Priority = priority;
            subscription.Peer.Allocation.Invalidate(now);
        }
    }

    /// <summary>How the streams of a room went since the last time. What rests gives its memory back meanwhile.</summary>
    public MediaEvent.QualityMeasured Measure(Room room, Instant now)
    {
        var publications = new Dictionary<PublicationId, StreamQuality>();
        var subscriptions = new Dictionary<SubscriptionId, StreamQuality>(room.Peers.Sum(static p => p.Media.Subscriptions.Count));
        var peers = new Dictionary<PeerId, PeerQuality>(room.Peers.Count);
        var tally = default(RoomTally);
        var memory = default(MemoryTotals);
        foreach (var replica in room.Relayed.SelectMany(p => p.Publications))
        {
            replica.ReturnIdle(now);
            memory += new MemoryTotals(0, replica.Bytes, 0);
        }

        foreach (var peer in room.Peers)
        {
            peer.ReturnIdle(now);
            memory += peer.Memory;
            var way = peer.Measure();
            peers.Add(peer.Id, way);
            tally = tally.With(way);
            Counters.Quality.OnPeer(way);
            foreach (var publication in peer.Media.Publications)
            {
                if (publication.TryMeasure(out var quality))
                {
                    publications.Add(publication.Id, quality);
                    Counters.Quality.OnPublication(quality);
                }
            }

            foreach (var subscription in peer.Media.Subscriptions)
            {
                if (subscription.TryMeasure(out var quality))
                {
                    subscriptions.Add(subscription.Id, quality);
                    Counters.Quality.OnSubscription(quality);
                }
            }
        }

        if (_rooms.Contains(room))
        {
            room.Count(tally, memory, Counters);
        }

        return new(publications, subscriptions) { Peers = peers };
    }

    public void Unsubscribe(SubscriptionId id)
    {
        if (_subscriptions.Remove(id, out var subscription))
        {
            subscription.Publication.Remove(subscription);
            subscription.Peer.Media.Remove(subscription);
            Counters.Subscriptions = _subscriptions.Count;
            if (subscription.Publication.Peer is RelayedPublisher)
            {
                Relays!.Unsubscribed(subscription.Publication.Id);
            }
        }
    }

    public void OpenDataChannel(PeerId id, string label, DataChannelReliability reliability, Instant now)
    {
        if (_peers.TryGetValue(id, out var session) && !session.HasFailed)
        {
            session.OpenDataChannel(label, reliability, now);
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

        _indirect.Close();
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

        Relays?.Dispose();
    }

    private void RemoveTurnSession(string session)
    {
        if (Relays is { Index: > 0 })
        {
            Relays.Post(0, (core, _) => core.RemoveTurnSession(session));
        }

        _turn?.RemovePeer(session);
    }

    private bool Deliver(PeerSession session, Span<byte> datagram, TransportAddress from, Instant now)
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
            else if (isStun && !Paths.IsStream(from.Path))
            {
                _demux.Learn(session, from);
            }

            return result == DropReason.None;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            session.Crash(e);
            return false;
        }
    }

    private readonly record struct WaitingHandshake(PeerSession Session, byte[] Datagram, TransportAddress From);
}
