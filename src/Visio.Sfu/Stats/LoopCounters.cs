using Visio.Rtc;

namespace Visio.Sfu.Stats;

/// <summary>What a loop counts. Written by the loop's thread alone; other threads read each number whole, but not all of them at one moment.</summary>
internal sealed class LoopCounters
{
    private static readonly DropReason[] Reasons = Enum.GetValues<DropReason>();
    private readonly long[] _dropped = new long[Reasons.Length];

    public long DatagramsReceived;
    public long DatagramsSent;
    public long BytesReceived;
    public long BytesSent;

    /// <summary>Once per packet and subscriber.</summary>
    public long PacketsForwarded;

    /// <summary>Packets given to other loops, once per packet and loop.</summary>
    public long PacketsRelayed;
    public long PacketsRetransmitted;
    public long KeyFramesRequested;
    public long NacksSent;

    /// <summary>How often a track was paused for a subscriber whose link did not carry it.</summary>
    public long StreamsPaused;

    /// <summary>Data channel messages given up: too large for the receiver, or on a lossy channel on which too much waits.</summary>
    public long DataMessagesDropped;

    /// <summary>Peers that were failed because handling them threw: each one is a bug of ours.</summary>
    public long PeersCrashed;

    /// <summary>CPU time of the loop's thread, in ticks of 100 ns; brought up to date a few times a second.</summary>
    public long CpuTicks;

    /// <summary>Datagrams that a connection did not take, because the other side reads too slowly or is gone.</summary>
    public long DatagramsNotSent;

    /// <summary>TCP and TLS connections.</summary>
    public int Streams;

    /// <summary>TURN allocations.</summary>
    public int Allocations;

    /// <summary>How far pictures are kept back because the loop does not keep up: 0 to 4.</summary>
    public int ShedLevel;

    public int Rooms;
    public int Peers;
    public int Publications;
    public int Subscriptions;

    /// <summary>What rooms take, in bytes, as of their last measurements.</summary>
    public long ConnectionBytes;
    public long PublicationBytes;
    public long SubscriptionBytes;

    /// <summary>What measurements come to.</summary>
    public QualityCounters Quality { get; } = new();

    /// <summary>Counts a datagram that went no further.</summary>
    public void Drop(DropReason reason) => _dropped[(int)reason]++;

    /// <summary>How many datagrams ended for a reason.</summary>
    public long Dropped(DropReason reason) => Volatile.Read(ref _dropped[(int)reason]);

    /// <summary>A room takes other memory than before.</summary>
    public void Replace(in MemoryTotals before, in MemoryTotals now)
    {
        ConnectionBytes += now.Connections - before.Connections;
        PublicationBytes += now.Publications - before.Publications;
        SubscriptionBytes += now.Subscriptions - before.Subscriptions;
    }

    /// <summary>Copies the numbers for another thread.</summary>
    public MediaServerStats Snapshot()
    {
        var dropped = new Dictionary<DropReason, long>();
        foreach (var reason in Reasons)
        {
            if (reason != DropReason.None && Dropped(reason) is > 0 and var count)
            {
                dropped.Add(reason, count);
            }
        }

        return new()
        {
            ShedLevel = Volatile.Read(ref ShedLevel),
            Rooms = Volatile.Read(ref Rooms),
            Peers = Volatile.Read(ref Peers),
            Publications = Volatile.Read(ref Publications),
            Subscriptions = Volatile.Read(ref Subscriptions),
            DatagramsReceived = Volatile.Read(ref DatagramsReceived),
            DatagramsSent = Volatile.Read(ref DatagramsSent),
            DatagramsNotSent = Volatile.Read(ref DatagramsNotSent),
            Allocations = Volatile.Read(ref Allocations),
            Streams = Volatile.Read(ref Streams),
            BytesReceived = Volatile.Read(ref BytesReceived),
            BytesSent = Volatile.Read(ref BytesSent),
            PacketsForwarded = Volatile.Read(ref PacketsForwarded),
            PacketsRetransmitted = Volatile.Read(ref PacketsRetransmitted),
            KeyFramesRequested = Volatile.Read(ref KeyFramesRequested),
            StreamsPaused = Volatile.Read(ref StreamsPaused),
            DataMessagesDropped = Volatile.Read(ref DataMessagesDropped),
            PeersCrashed = Volatile.Read(ref PeersCrashed),
            Loops = [new(Volatile.Read(ref Peers), Volatile.Read(ref PacketsForwarded), Volatile.Read(ref PacketsRelayed), new(Volatile.Read(ref CpuTicks)))],
            Dropped = dropped,
            Memory = new(Volatile.Read(ref ConnectionBytes), Volatile.Read(ref PublicationBytes), Volatile.Read(ref SubscriptionBytes)),
            Quality = Quality.Snapshot(),
        };
    }
}
