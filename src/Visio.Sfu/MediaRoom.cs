using System.Threading.Channels;
using Visio.Rtc;
using Visio.Rtc.Ice;
using Visio.Rtc.Sctp;
using Visio.Rtc.Time;
using Visio.Sfu.Loop;
using Visio.Sfu.Routing;

namespace Visio.Sfu;

/// <summary>
/// A room as the control side sees it: commands in, events out, from any thread. A command about something that is gone by the time
/// the loop reads it has no effect.
/// </summary>
public sealed class MediaRoom
{
    private readonly LoopSet _loops;
    private readonly MediaIds _ids;
    private readonly Channel<MediaEvent> _events;
    private readonly Lock _lock = new();

    /// <summary>What the room is on each loop that somebody of it is on.</summary>
    private readonly Room?[] _rooms;

    internal MediaRoom(LoopSet loops, MediaIds ids)
    {
        _loops = loops;
        _ids = ids;
        _rooms = new Room?[loops.Count];
        _events = Channel.CreateUnbounded<MediaEvent>(new() { SingleReader = true, SingleWriter = loops.Count == 1 });
        Events = new MediaEventReader(_events.Reader);
        if (loops.Count == 1)
        {
            _ = On(0);
        }
    }

    /// <summary>What happened in the room, in order; completes after <see cref="Close"/>. One reader.</summary>
    /// <remarks>It has to be read: a peer whose data messages wait unread beyond 64 MiB is failed.</remarks>
    public ChannelReader<MediaEvent> Events { get; }

    /// <summary>Chooses the loop for somebody who comes: for all peers of a participant the same.</summary>
    public LoopId ChooseLoop()
    {
        lock (_lock)
        {
            return new(_loops.Choose([.. _rooms.Select(r => r?.Reserved ?? 0)]));
        }
    }

    /// <summary>Adds a peer; it is reachable once <see cref="SetRemote"/> was called.</summary>
    public PeerId AddPeer(PeerOptions options)
    {
        var id = new PeerId(_ids.Next(options.Loop.Index));
        var room = On(options.Loop.Index);
        room.Reserve();
        if (options.Loop.Index > 0)
        {
            // Not by its own loop, which may be slower than the peer.
            _loops.Post(0, (core, _) => core.AddTurnSession(options.Session, options.Loop.Index));
        }

        Post(id, (core, _) => core.AddPeer(room, id, options));
        return id;
    }

    /// <summary>Sets what SDP said about a peer's transport. Changed remote ICE credentials restart ICE.</summary>
    public void SetRemote(PeerId peer, RemoteDescription remote) => Post(peer, (core, now) => core.SetRemote(peer, remote, now));

    /// <summary>Sets our new ICE credentials towards a peer, for an ICE restart.</summary>
    public void RestartIce(PeerId peer, IceCredentials credentials) => Post(peer, (core, _) => core.RestartIce(peer, credentials));

    /// <summary>Removes a peer with its publications and subscriptions.</summary>
    public void RemovePeer(PeerId peer) => Post(peer, (core, now) => core.RemovePeer(peer, now));

    /// <summary>
    /// Takes in a peer of another room with its transport and its publications; all its subscriptions end, and those to its tracks.
    /// What happens to it is told in this room from then on.
    /// </summary>
    public void TakePeer(PeerId peer)
    {
        var room = On(MediaIds.LoopOf(peer.Value));
        room.Reserve();
        Post(peer, (core, now) => core.MovePeer(peer, room, now));
    }

    /// <summary>Starts to receive a track.</summary>
    public PublicationId Publish(PeerId peer, PublicationOptions options)
    {
        var id = new PublicationId(_ids.Next(MediaIds.LoopOf(peer.Value)));
        Post(peer, (core, now) => core.Publish(peer, id, options, now));
        return id;
    }

    /// <summary>Stops to receive a track; its subscriptions end.</summary>
    public void Unpublish(PublicationId publication) => Post(publication, (core, _) => core.Unpublish(publication));

    /// <summary>Stops or resumes the forwarding of a track to everybody; video resumes with a key frame.</summary>
    public void SetMuted(PublicationId publication, bool muted) => Post(publication, (core, now) => core.SetMuted(publication, muted, now));

    /// <summary>Starts to forward a track to a peer; video starts with a key frame that is asked for.</summary>
    /// <param name="subscriber">Who receives it.</param>
    /// <param name="publication">The track.</param>
    /// <param name="options">How it is sent.</param>
    /// <param name="limit">The most that is wanted of it.</param>
    /// <param name="isElsewhere">Whether the track may be one of another room of this server.</param>
    /// <remarks>Its SSRCs must never have been used towards this peer; otherwise there is no effect.</remarks>
    public SubscriptionId Subscribe(
        PeerId subscriber, PublicationId publication, SubscriptionOptions options, LayerLimit limit = default, bool isElsewhere = false)
    {
        var id = new SubscriptionId(_ids.Next(MediaIds.LoopOf(subscriber.Value), MediaIds.LoopOf(publication.Value)));
        Post(publication, (core, now) => core.Subscribe(subscriber, id, publication, options, limit, now, isElsewhere));
        return id;
    }

    /// <summary>
    /// Sets the most that a peer wants of a track. The layer changes with a key frame, which is asked for; if the wanted one is not sent,
    /// the best below it is taken, or else the smallest there is.
    /// </summary>
    public void SetLimit(SubscriptionId subscription, LayerLimit limit) => Post(subscription, (core, now) => core.SetLimit(subscription, limit, now));

    /// <summary>
    /// Sets how important a video track is to a peer, 1 to 255, for when its link does not carry all; 0 leaves that to the server: shared
    /// screens first, who speaks next.
    /// </summary>
    public void SetPriority(SubscriptionId subscription, int priority) => Post(subscription, (core, now) => core.SetPriority(subscription, priority, now));

    /// <summary>Stops or resumes the forwarding of a track to one peer; video resumes with a key frame.</summary>
    public void SetPaused(SubscriptionId subscription, bool paused) => Post(subscription, (core, now) => core.SetPaused(subscription, paused, now));

    /// <summary>Asks how the streams went since this was last asked; <see cref="MediaEvent.QualityMeasured"/> is the answer.</summary>
    public void Measure()
    {
        var rooms = Open();
        var answer = new Measurement(rooms.Count, e => _events.Writer.TryWrite(e));
        rooms.ForEach(room => _loops.Post(room.Loop, (core, now) => answer.Add(core.Measure(room, now))));
    }

    /// <summary>Stops to forward a track to a peer.</summary>
    public void Unsubscribe(SubscriptionId subscription) => Post(subscription, (core, _) => core.Unsubscribe(subscription));

    /// <summary>
    /// Opens a data channel to a peer, after <see cref="SetRemote"/>; <see cref="MediaEvent.DataChannelOpened"/> tells when it can be used.
    /// </summary>
    public void OpenDataChannel(PeerId peer, string label, DataChannelReliability reliability) =>
        Post(peer, (core, now) => core.OpenDataChannel(peer, label, reliability, now));

    /// <summary>Sends a message on a data channel of a peer.</summary>
    /// <remarks>
    /// <paramref name="message"/> is kept until it has arrived: it must not change. Reliable messages wait in order while the peer is slow;
    /// a peer for which more than 16 MiB wait is failed. Channels that may lose messages lose those that find 1 MiB waiting.
    /// </remarks>
    public void SendData(PeerId peer, DataChannelId channel, DataMessageKind kind, ReadOnlyMemory<byte> message) =>
        Post(peer, (core, now) => core.SendData(peer, channel, kind, message, now));

    /// <summary>Removes all peers and ends the events.</summary>
    public void Close()
    {
        var rooms = Open();
        var left = rooms.Count;
        if (left == 0)
        {
            _events.Writer.TryComplete();
        }

        rooms.ForEach(room => _loops.Post(room.Loop, (core, now) =>
        {
            core.CloseRoom(room, now);
            if (Interlocked.Decrement(ref left) == 0)
            {
                _events.Writer.TryComplete();
            }
        }));
    }

    private List<Room> Open()
    {
        lock (_lock)
        {
            return [.. _rooms.OfType<Room>()];
        }
    }

    /// <summary>What the room is on a loop; opened when the first one comes there.</summary>
    private Room On(int loop)
    {
        lock (_lock)
        {
            if (_rooms[loop] is { } open)
            {
                return open;
            }

            // Never blocks and never refuses: what is unbounded here is bounded per peer before it gets here (DataBudget).
            var room = new Room(e => _events.Writer.TryWrite(e)) { Whole = this, Loop = loop, IsFirst = !_rooms.Any(r => r is not null) };
            _rooms[loop] = room;
            _loops.Post(loop, (core, _) => core.OpenRoom(room));
            return room;
        }
    }

    private void Post(PeerId peer, Action<MediaCore, Instant> command) => _loops.Post(MediaIds.LoopOf(peer.Value), command);

    private void Post(PublicationId publication, Action<MediaCore, Instant> command) => _loops.Post(MediaIds.LoopOf(publication.Value), command);

    /// <summary>By the way that the subscription itself took: through the loop of the track.</summary>
    private void Post(SubscriptionId subscription, Action<MediaCore, Instant> command)
    {
        var (loop, source) = (MediaIds.LoopOf(subscription.Value), MediaIds.SourceOf(subscription.Value));
        _loops.Post(source, loop == source ? command : (core, _) => core.Relays!.Post(loop, command));
    }
}
