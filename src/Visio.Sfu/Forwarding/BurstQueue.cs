using Visio.Rtc.Buffers;
using Visio.Rtc.Time;
using Visio.Sfu.Routing;

namespace Visio.Sfu.Forwarding;

/// <summary>
/// What came in one turn and is still to be forwarded. Each peer is served once, with what it gets of all tracks: what is kept for it is read
/// once, and packets to it that are as long as the one before leave as one message, of whichever track (UDP GSO). Owned by the loop's thread.
/// </summary>
internal sealed class BurstQueue
{
    private const int LeastCapacity = 64;

    /// <summary>How many subscriptions ahead the peer of one is asked for, and the subscription itself twice as far.</summary>
    private const int PeersAhead = 4;

    /// <summary>About how much of a peer lies before and in <see cref="PeerSession.FirstTurn"/>.</summary>
    private const int PeerState = 256;

    private readonly List<Burst> _bursts = [];
    private readonly List<PeerSession> _peers = [];
    private Turn[] _turns = [];
    private Turn[] _unsorted = [];

    /// <summary>Adds the burst of a layer, which stays here until <see cref="Flush"/>.</summary>
    public void Add(Publication publication, SourceLayer layer)
    {
        if (!layer.IsQueued)
        {
            layer.IsQueued = true;
            _bursts.Add(new(publication, layer));
        }
    }

    /// <summary>Hands everything to the subscribers.</summary>
    public void Flush(Instant now)
    {
        if (_bursts.Count == 0)
        {
            return;
        }

        if (_bursts.Count == 1)
        {
            Send(_bursts[0].Publication, _bursts[0].Layer, now);
        }
        else
        {
            // The kernel cuts a message into equal parts, of which the last may be shorter: the longer of two comes first.
            _bursts.Sort(static (a, b) => b.Layer.BurstPacketSize.CompareTo(a.Layer.BurstPacketSize));
            Send(SortByPeer(), now);
        }

        foreach (var (_, layer) in _bursts)
        {
            layer.BurstCount = 0;
            layer.IsQueued = false;
        }

        _bursts.Clear();
    }

    /// <summary>Hands one burst to the subscribers, before anything else that is here.</summary>
    public void Send(Publication publication, SourceLayer layer, Instant now)
    {
        var count = 0;
        if (layer.BurstCount > 0)
        {
            foreach (var subscription in publication.Subscribers)
            {
                Add(ref _turns, ref count, subscription, layer);
            }

            Send(count, now);
        }

        layer.BurstCount = 0;
    }

    /// <summary>Brings together what each peer gets, in the order of their first subscriptions.</summary>
    private int SortByPeer()
    {
        var count = 0;
        foreach (var (publication, layer) in _bursts)
        {
            if (layer.BurstCount > 0)
            {
                Chain(publication.Subscribers, layer, ref count);
            }
        }

        var sorted = 0;
        foreach (var peer in _peers)
        {
            for (var i = peer.FirstTurn; i != PeerSession.NoTurn; i = _unsorted[i].Next)
            {
                Add(ref _turns, ref sorted, _unsorted[i].Subscription, _unsorted[i].Layer);
            }

            peer.FirstTurn = PeerSession.NoTurn;
        }

        _peers.Clear();
        Array.Clear(_unsorted, 0, count);
        return sorted;
    }

    private void Chain(ReadOnlySpan<Subscription> subscriptions, SourceLayer layer, ref int count)
    {
        for (var s = -PeersAhead * 2; s < subscriptions.Length; s++)
        {
            if (s + (PeersAhead * 2) < subscriptions.Length)
            {
                Subscription.Warm(subscriptions[s + (PeersAhead * 2)], layer, Subscription.WarmSteps);
            }

            if ((uint)(s + PeersAhead) < (uint)subscriptions.Length)
            {
                CacheLines.Warm(subscriptions[s + PeersAhead].Peer, PeerState);
            }

            if (s < 0 || !subscriptions[s].Uses(layer))
            {
                continue;
            }

            var peer = subscriptions[s].Peer;
            if (peer.FirstTurn == PeerSession.NoTurn)
            {
                peer.FirstTurn = count;
                _peers.Add(peer);
            }
            else
            {
                _unsorted[peer.LastTurn].Next = count;
            }

            peer.LastTurn = count;
            Add(ref _unsorted, ref count, subscriptions[s], layer);
        }
    }

    private static void Add(ref Turn[] turns, ref int count, Subscription subscription, SourceLayer layer)
    {
        if (count == turns.Length)
        {
            Array.Resize(ref turns, Math.Max(LeastCapacity, count * 2));
        }

        turns[count++] = new(subscription, layer) { Next = PeerSession.NoTurn };
    }

    private void Send(int count, Instant now)
    {
        var turns = _turns.AsSpan(0, count);
        for (var t = -Subscription.WarmSteps * Subscription.WarmPace; t < count; t++)
        {
            for (var step = Subscription.WarmSteps; step > 0; step--)
            {
                var next = t + (step * Subscription.WarmPace);
                if ((uint)next < (uint)turns.Length)
                {
                    Subscription.Warm(turns[next].Subscription, turns[next].Layer, step);
                }
            }

            if (t >= 0 && turns[t].Subscription.Uses(turns[t].Layer))
            {
                turns[t].Subscription.Publication.Deliver(turns[t].Layer, turns[t].Subscription, now);
            }
        }

        // Who has left is not kept alive from here.
        turns.Clear();
    }

    private readonly record struct Burst(Publication Publication, SourceLayer Layer);

    /// <summary>A burst for one subscriber.</summary>
    private record struct Turn(Subscription Subscription, SourceLayer Layer)
    {
        /// <summary>Where the next one for its peer is; <see cref="PeerSession.NoTurn"/> behind the last.</summary>
        public int Next { get; set; }
    }
}
