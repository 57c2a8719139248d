using System.Runtime.InteropServices;
using Visio.Rtc;
using Visio.Rtc.Time;
using Visio.Sfu.Forwarding;
using Visio.Sfu.Routing;

namespace Visio.Sfu.Allocation;

/// <summary>
/// Gives the subscriptions of one peer the layers that its link carries, and tells the control side what is paused and resumed. Owned by
/// the loop's thread.
/// </summary>
internal sealed class PeerAllocation(PeerSession peer, bool mayPause)
{
    /// <summary>How often is looked whether more can be sent while something is below its best.</summary>
    private static readonly TimeSpan DeficientInterval = TimeSpan.FromMilliseconds(250);

    /// <summary>The same while nothing is: publishers send more or less than they did.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>What the headers of 50 packets a second take, in bits per second: earlier sound that goes along needs none of its own.</summary>
    private const long HeadersOfSound = 25_000;

    private readonly AllocationPolicy _policy = new();
    private readonly List<Subscription> _videos = [];
    private readonly List<Demand> _demands = [];
    private int _revision;
    private bool _isPrompt;

    /// <summary>When <see cref="HandleTimeout"/> has something to do.</summary>
    public Instant NextTimeout { get; private set; } = Instant.Never;

    /// <summary>Something was asked for, or another layer is sent: decides anew as soon as this turn is over.</summary>
    public void Invalidate(Instant now)
    {
        if (IsLimited)
        {
            _isPrompt = true;
            Schedule(now);
        }
    }

    /// <summary>Looks whether the estimate has changed: what does not fit any more is not sent any longer.</summary>
    public void OnFeedback(Instant now)
    {
        if (peer.Estimate.Revision == _revision)
        {
            return;
        }

        _revision = peer.Estimate.Revision;
        Schedule(peer.Estimate.Target.BitsPerSecond < _policy.Spent ? now : now + DeficientInterval);
    }

    /// <summary>What all pictures may cost together is another now (<see cref="LoadShedding"/>).</summary>
    public void Reconsider(Instant now) => Schedule(now);

    /// <summary>Decides what is due to be decided.</summary>
    public void HandleTimeout(Instant now)
    {
        NextTimeout = Instant.Never;
        var isPrompt = _isPrompt;
        _isPrompt = false;
        if (!IsLimited && !_policy.IsDeficient)
        {
            return;
        }

        // Where there has turned out to be no limit, what was kept back for one is owed.
        var sound = Collect(now);
        _policy.Decide(CollectionsMarshal.AsSpan(_demands), sound, Available(sound), mayPause, isPrompt, now);
        Apply(now);
        peer.Estimate.FixedBitrate = new(sound);
        peer.Estimate.WantedBitrate = new(_policy.IsDeficient && !IsShedding ? _policy.Wanted : 0);
        if (_demands.Count > 0)
        {
            Schedule(now + (_policy.IsDeficient ? DeficientInterval : Interval));
        }
    }

    private bool IsShedding => peer.Core.Shedding.Level > 0;

    private bool IsLimited => peer.Estimate.IsKnown || IsShedding;

    // What the link carries, or less where we cannot forward as much.
    private long Available(long sound)
    {
        if (!IsShedding)
        {
            return peer.Estimate.Target.BitsPerSecond;
        }

        var pictures = 0L;
        foreach (var demand in _demands)
        {
            pictures += demand.Cost(demand.Best);
        }

        var share = peer.Core.Shedding.Share;
        return share > 0 ? Math.Min(peer.Estimate.Target.BitsPerSecond, sound + (long)(pictures * share)) : 0;
    }

    private void Schedule(Instant at)
    {
        if (at < NextTimeout)
        {
            NextTimeout = at;
            peer.Hasten(at);
        }
    }

    /// <summary>Asks every subscription what it could use.</summary>
    /// <returns>What sound needs, in bits per second.</returns>
    private long Collect(Instant now)
    {
        _videos.Clear();
        _demands.Clear();
        var (sound, earlier) = (0L, 0L);
        foreach (var subscription in peer.Media.Subscriptions)
        {
            if (subscription.Publication.Options.Kind == MediaKind.Audio)
            {
                var rate = subscription.IsWanted ? subscription.Publication.Layers[0].BitsPerSecond(now) : 0;
                sound += rate;
                earlier += subscription.MayBeRedundant ? Math.Max(rate - HeadersOfSound, rate / 4) : 0;
                continue;
            }

            LayerSteps.Describe(subscription, now);
            if (subscription.Demand.Steps.Count > 0 || subscription.Allocation.IsPaused)
            {
                _videos.Add(subscription);
            }
        }

        // Equals stay in the order in which they came, so that nothing moves without a reason.
        _videos.Sort(static (a, b) => a.Demand.Priority != b.Demand.Priority
            ? b.Demand.Priority.CompareTo(a.Demand.Priority)
            : a.Id.Value.CompareTo(b.Id.Value));
        foreach (var subscription in _videos)
        {
            _demands.Add(subscription.Demand);
        }

        peer.Redundancy.SetRoom(sound, earlier, peer.Estimate.Target.BitsPerSecond, _policy.IsDeficient, now);
        return sound + (earlier * peer.Redundancy.Packets);
    }

    private void Apply(Instant now)
    {
        List<StreamState>? changes = null;
        foreach (var subscription in _videos)
        {
            var demand = subscription.Demand;
            var allocation = Allocation(demand);
            if (allocation == subscription.Allocation)
            {
                continue;
            }

            if (allocation.IsPaused != subscription.Allocation.IsPaused)
            {
                (changes ??= []).Add(new(subscription.Id, allocation.IsPaused));
                peer.Core.Counters.StreamsPaused += allocation.IsPaused ? 1 : 0;
            }

            subscription.SetAllocation(allocation);
            subscription.Publication.Select(subscription, now);
        }

        if (changes is not null)
        {
            peer.Room.Emit(new MediaEvent.StreamStatesChanged(peer.Id, changes));
        }
    }

    private static LayerAllocation Allocation(Demand demand)
    {
        // What sends nothing, or is not wanted now, is not what has to be kept back.
        if (demand.Chosen == demand.Best)
        {
            return LayerAllocation.Unlimited;
        }

        return demand.Chosen < 0 ? LayerAllocation.Paused : new(demand.Steps[demand.Chosen].Layer, demand.Steps[demand.Chosen].Temporal);
    }
}
