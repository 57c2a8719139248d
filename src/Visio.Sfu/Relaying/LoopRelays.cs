using System.Text;
using Visio.Rtc;
using Visio.Rtc.Time;
using Visio.Sfu.Forwarding;
using Visio.Sfu.Routing;

namespace Visio.Sfu.Relaying;

/// <summary>
/// What a core gives to the other loops of its server and gets from them: the packets of publications, once for each loop that has
/// subscribers of them, and what TURN, which is the first loop's, relays for peers of the others. Owned by the core's thread.
/// </summary>
internal sealed class LoopRelays : Scheduled, IDisposable
{
    /// <summary>Records taken in one turn before timers and commands get theirs.</summary>
    private const int RecordsPerTurn = 512;

    /// <summary>Records after which the writer gets their room back.</summary>
    private const int RecordsPerRelease = 32;

    /// <summary>A channel that was not used for so long is closed.</summary>
    private static readonly TimeSpan Idleness = TimeSpan.FromSeconds(10);

    private readonly Neighbours _neighbours;
    private readonly RelayChannel?[] _to;
    private readonly RelayChannel?[] _from;
    private readonly Dictionary<PublicationId, Replica> _replicas = [];
    private readonly Dictionary<PeerId, RelayedPublisher> _publishers = [];

    public LoopRelays(MediaCore core, Neighbours neighbours)
    {
        Core = core;
        _neighbours = neighbours;
        _to = new RelayChannel?[neighbours.Inboxes.Count];
        _from = new RelayChannel?[neighbours.Inboxes.Count];
    }

    public MediaCore Core { get; }

    /// <summary>This loop.</summary>
    public int Index => _neighbours.Index;

    /// <summary>Whether <see cref="Take(Instant)"/> has left something for the next turn.</summary>
    public bool HasMore { get; private set; }

    /// <summary>Tracks of other loops that are forwarded here.</summary>
    public int Replicas => _replicas.Count;

    /// <summary>Bytes of native memory of the channels that it writes to.</summary>
    public int Memory => _to.Sum(c => c?.Capacity ?? 0);

    /// <summary>Hands a command to another loop.</summary>
    public void Post(int loop, Action<MediaCore, Instant> command) => _neighbours.Inboxes[loop].Post(command);

    /// <summary>Gives something to another loop.</summary>
    /// <returns>Whether it was taken; what was not is counted.</returns>
    public bool TryWrite(int loop, in RelayRecord record, ReadOnlySpan<byte> first, ReadOnlySpan<byte> second)
    {
        var channel = _to[loop] ?? Open(loop);
        if (channel.TryWrite(record, first, second))
        {
            return true;
        }

        Core.Counters.Drop(DropReason.RelayFull);
        return false;
    }

    /// <summary>Gives another loop a datagram that came through a TURN allocation.</summary>
    /// <param name="loop">Where the session's peers are.</param>
    /// <param name="session">Whose allocation it is.</param>
    /// <param name="from">The way it came.</param>
    /// <param name="datagram">What came.</param>
    public void WriteArrived(int loop, string session, TransportAddress from, ReadOnlySpan<byte> datagram)
    {
        Span<byte> first = stackalloc byte[RelayedAddress.Length + session.Length];
        RelayedAddress.Write(from, first);
        Encoding.ASCII.GetBytes(session, first[RelayedAddress.Length..]);
        TryWrite(loop, new() { Kind = RelayKind.Arrived, FirstLength = (ushort)first.Length }, first, datagram);
    }

    /// <summary>Has the loop that serves TURN send a datagram through an allocation.</summary>
    public void WriteLeaving(TransportAddress to, ReadOnlySpan<byte> datagram)
    {
        Span<byte> first = stackalloc byte[RelayedAddress.Length];
        RelayedAddress.Write(to, first);
        TryWrite(0, new() { Kind = RelayKind.Leaving, FirstLength = RelayedAddress.Length }, first, datagram);
    }

    /// <summary>Ends a turn: the other loops see what was given to them in it.</summary>
    public void Flush()
    {
        for (var loop = 0; loop < _to.Length; loop++)
        {
            if (_to[loop]?.TryPublish() == true)
            {
                _neighbours.Inboxes[loop].Wake();
            }
        }
    }

    /// <summary>Takes what the other loops have given.</summary>
    public void Take(Instant now)
    {
        HasMore = false;
        for (var loop = 0; loop < _from.Length; loop++)
        {
            if (_from[loop] is { } channel)
            {
                HasMore |= Take(channel, RecordsPerTurn, now) == RecordsPerTurn;
            }
        }
    }

    /// <summary>Another loop begins to write.</summary>
    public void Attach(int loop, RelayChannel channel) => _from[loop] = channel;

    /// <summary>Another loop has written its last.</summary>
    public void Detach(int loop, Instant now)
    {
        TakeAll(loop, now);
        _from[loop]?.Dispose();
        _from[loop] = null;
    }

    /// <summary>Adds a subscriber on another loop to a publication of this one.</summary>
    public void Subscribe(Publication publication, int loop, in RelayedSubscriber subscriber)
    {
        (publication.Relays ??= new(publication, this)).Add(loop);
        var (source, wanted, index) = (RelayedSource.Of(publication), subscriber, Index);
        Post(loop, (core, now) => core.Relays!.Add(index, source, wanted, now));
    }

    /// <summary>What changes on a publication changes at the same place of its stream on the other loops.</summary>
    public void SetMuted(Publication publication, bool muted)
    {
        var (id, index) = (publication.Id, Index);
        Flush();
        foreach (var loop in publication.Relays?.Loops ?? [])
        {
            Post(loop, (core, now) =>
            {
                core.Relays!.TakeAll(index, now);
                core.Relays.Find(id)?.SetMuted(muted, now);
            });
        }
    }

    /// <summary>A publication ends, or its subscriptions do: it is relayed no more.</summary>
    public void End(Publication publication)
    {
        var id = publication.Id;
        foreach (var loop in publication.Relays?.Loops ?? [])
        {
            Post(loop, (core, _) => core.Relays!.Remove(id));
        }

        publication.Relays = null;
        publication.NoteUse();
    }

    /// <summary>A subscriber on another loop is gone.</summary>
    /// <param name="id">The publication.</param>
    /// <param name="relays">What relayed it to the subscriber; it may have ended since, and another begun.</param>
    /// <param name="loop">The other loop.</param>
    public void OnUnsubscribed(PublicationId id, PublicationRelays relays, int loop)
    {
        if (Core.FindPublication(id) is { } publication && publication.Relays == relays && relays.Remove(loop))
        {
            publication.NoteUse();
            Post(loop, (core, _) => core.Relays!.Remove(id));
        }
    }

    /// <summary>The replica of a publication of another loop.</summary>
    public Publication? Find(PublicationId id) => _replicas.GetValueOrDefault(id).Publication;

    /// <summary>Closes channels that are not used.</summary>
    public override Instant HandleTimeout(Instant now)
    {
        var next = Instant.Never;
        for (var loop = 0; loop < _to.Length; loop++)
        {
            if (_to[loop] is not { } channel)
            {
                continue;
            }

            if (channel.IsIdle)
            {
                var index = Index;
                _to[loop] = null;
                Post(loop, (core, at) => core.Relays!.Detach(index, at));
                continue;
            }

            channel.Watch();
            next = now + Idleness;
        }

        return next;
    }

    public void Dispose()
    {
        foreach (var replica in _replicas.Values)
        {
            replica.Publication.Dispose();
        }
    }

    /// <summary>Frees the channels, once no loop runs any more.</summary>
    public void Free()
    {
        foreach (var channel in _to.Concat(_from))
        {
            channel?.Dispose();
        }
    }

    private RelayChannel Open(int loop)
    {
        var (channel, index) = (new RelayChannel(), Index);
        _to[loop] = channel;
        Post(loop, (core, _) => core.Relays!.Attach(index, channel));
        Core.Deadlines.Hasten(this, Instant.Zero);
        return channel;
    }

    private void Add(int loop, RelayedSource source, in RelayedSubscriber subscriber, Instant now)
    {
        TakeAll(loop, now);
        if (!_replicas.TryGetValue(source.Id, out var replica))
        {
            if (!_publishers.TryGetValue(source.Peer, out var publisher))
            {
                _publishers.Add(source.Peer, publisher = new(source, loop, Core));
                Core.Deadlines.Add(publisher, Instant.Never);
            }

            replica = new(publisher.Add(source, now), publisher, source.Relays);
            _replicas.Add(source.Id, replica);
        }

        if (!Core.TrySubscribe(subscriber, replica.Publication, now))
        {
            Unsubscribed(source.Id);
        }
    }

    /// <summary>A subscription to a replica is over.</summary>
    public void Unsubscribed(PublicationId id)
    {
        if (_replicas.TryGetValue(id, out var replica))
        {
            var (relays, index) = (replica.Relays, Index);
            Post(replica.Publisher.Loop, (core, _) => core.Relays!.OnUnsubscribed(id, relays, index));
        }
    }

    private void Remove(PublicationId id)
    {
        if (!_replicas.Remove(id, out var replica))
        {
            return;
        }

        foreach (var subscription in replica.Publication.Subscriptions.ToArray())
        {
            Core.Unsubscribe(subscription.Id);
        }

        var publisher = replica.Publisher;
        publisher.Withdraw(replica.Publication);
        replica.Publication.Dispose();
        if (publisher.IsEmpty)
        {
            publisher.Leave();
            _publishers.Remove(publisher.Id);
            Core.Deadlines.Remove(publisher);
        }
    }

    private void TakeAll(int loop, Instant now)
    {
        if (_from[loop] is { } channel)
        {
            Take(channel, int.MaxValue, now);
            Core.Bursts.Flush(now);
        }
    }

    private int Take(RelayChannel channel, int most, Instant now)
    {
        var taken = 0;
        while (taken < most && channel.TryRead(out var record, out var payload))
        {
            taken++;
            try
            {
                Handle(record, payload, now);
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                // A defect of ours must not cost everybody their call.
                Core.Counters.PeersCrashed++;
            }

            if (taken % RecordsPerRelease == 0)
            {
                channel.Release();
            }
        }

        channel.Release();
        return taken;
    }

    private void Handle(in RelayRecord record, Span<byte> payload, Instant now)
    {
        switch (record.Kind)
        {
            case RelayKind.Packet when _replicas.TryGetValue(new(record.Publication), out var replica):
                replica.Publisher.Receive(replica.Publication, record, payload, now);
                break;
            case RelayKind.Report when _replicas.TryGetValue(new(record.Publication), out var replica):
                replica.Publisher.Observe(replica.Publication.Layers[record.Layer], RelayedReport.Read(payload), now);
                break;
            case RelayKind.Arrived:
                Core.HandleRelayed(payload[record.FirstLength..], RelayedAddress.Read(payload), payload[RelayedAddress.Length..record.FirstLength], now);
                break;
            case RelayKind.Leaving:
                Core.SendRelayed(payload[record.FirstLength..], RelayedAddress.Read(payload));
                break;
            default:
                break;
        }
    }

    private readonly record struct Replica(Publication Publication, RelayedPublisher Publisher, PublicationRelays Relays);
}
