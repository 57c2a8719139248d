using System.Runtime.CompilerServices;
using Visio.Rtc.CongestionControl;
using Visio.Rtc.Time;
using Visio.Sfu.Forwarding;

namespace Visio.Sfu.Routing;

/// <summary>
/// What has to wait for its turn on the way to one peer: retransmissions, then video. Sound never waits. The packets themselves stay where they
/// are, in the stores of their publications. While a path shows no limit nothing waits, and a packet costs one comparison here.
/// </summary>
internal sealed class PacedQueue(BandwidthEstimate estimate)
{
    /// <summary>Packets that wait at most; of more video, its streams begin anew with a key frame.</summary>
    public const int Capacity = 1024;

    private const int RepairCapacity = 256;

    /// <summary>Video that has waited longer is of no use.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly Queue<Waiting> _repairs = new();
    private readonly Queue<Waiting> _video = new();
    private Pacer _pacer;

    /// <summary>Packets that wait.</summary>
    public int Count => _repairs.Count + _video.Count;

    /// <summary>Memory that it takes besides its own object.</summary>
    public int Bytes => (_repairs.Capacity + _video.Capacity) * Unsafe.SizeOf<Waiting>();

    /// <summary>Packets of video that were given up because they had waited too long.</summary>
    public long Abandoned { get; private set; }

    /// <summary>When <see cref="HandleTimeout"/> wants to be called.</summary>
    public Instant NextTimeout => Count == 0 ? Instant.Never : _pacer.NextTimeout;

    /// <summary>Whether what is not sound has to wait now: there is no room, or others wait already.</summary>
    public bool MustWait(Instant now) => Count > 0 || (estimate.IsKnown && !_pacer.MaySend(now));

    /// <summary>Counts a packet that leaves.</summary>
    public void OnSent(int bytes, Instant now)
    {
        if (estimate.IsKnown)
        {
            _pacer.OnSent(bytes, estimate.Target, now);
        }
    }

    /// <summary>Lets a packet wait.</summary>
    /// <param name="subscription">Whose it is.</param>
    /// <param name="outNumber">Its number there.</param>
    /// <param name="isRepair">Whether it was sent before.</param>
    /// <param name="now">The time.</param>
    public void Add(Subscription subscription, long outNumber, bool isRepair, Instant now)
    {
        if (!isRepair)
        {
            _video.Enqueue(new(subscription, outNumber, now));
        }
        else if (_repairs.Count < RepairCapacity)
        {
            _repairs.Enqueue(new(subscription, outNumber, now));
        }
    }

    /// <summary>Sends what has its turn.</summary>
    public void HandleTimeout(Instant now)
    {
        while (Count > 0 && (!estimate.IsKnown || _pacer.MaySend(now)))
        {
            if (_repairs.TryDequeue(out var repair))
            {
                repair.Subscription.SendRepair(repair.OutNumber, now);
            }
            else if (_video.Count > Capacity || now - _video.Peek().Since > Patience || !TrySend(_video.Dequeue(), now))
            {
                Abandon(now);
            }
        }
    }

    /// <summary>Gives back what a long queue took, once nothing waits.</summary>
    public void ReturnIdle()
    {
        if (Count == 0)
        {
            _repairs.TrimExcess();
            _video.TrimExcess();
        }
    }

    private static bool TrySend(in Waiting waiting, Instant now) => waiting.Subscription.SendWaiting(waiting.OutNumber, now);

    /// <summary>Gives up all video that waits.</summary>
    private void Abandon(Instant now)
    {
        while (_video.TryDequeue(out var waiting))
        {
            Abandoned++;
            waiting.Subscription.Abandon(waiting.OutNumber, now);
        }
    }

    private readonly record struct Waiting(Subscription Subscription, long OutNumber, Instant Since);
}
