using Visio.Rtc;

namespace Visio.Sfu;

/// <summary>Totals of a media server since its start, and its present sizes.</summary>
public sealed record MediaServerStats
{
    /// <summary>Rooms that are open; with several loops, those that somebody has come to.</summary>
    public int Rooms { get; init; }

    /// <summary>Peers that are in a room.</summary>
    public int Peers { get; init; }

    /// <summary>Tracks received.</summary>
    public int Publications { get; init; }

    /// <summary>Tracks sent.</summary>
    public int Subscriptions { get; init; }

    /// <summary>Datagrams received.</summary>
    public long DatagramsReceived { get; init; }

    /// <summary>Datagrams sent.</summary>
    public long DatagramsSent { get; init; }

    /// <summary>Datagrams for TCP and TLS connections that read too slowly or were gone.</summary>
    public long DatagramsNotSent { get; init; }

    /// <summary>TURN allocations that there are.</summary>
    public int Allocations { get; init; }

    /// <summary>TCP and TLS connections that are open.</summary>
    public int Streams { get; init; }

    /// <summary>Bytes received, UDP payload.</summary>
    public long BytesReceived { get; init; }

    /// <summary>Bytes sent, UDP payload.</summary>
    public long BytesSent { get; init; }

    /// <summary>RTP packets forwarded, counted once per subscriber.</summary>
    public long PacketsForwarded { get; init; }

    /// <summary>RTP packets sent again on a NACK.</summary>
    public long PacketsRetransmitted { get; init; }

    /// <summary>Key frames asked of publishers.</summary>
    public long KeyFramesRequested { get; init; }

    /// <summary>How often a track was paused for somebody whose link did not carry it.</summary>
    public long StreamsPaused { get; init; }

    /// <summary>Data channel messages given up: too large for the receiver, or on a lossy channel on which too much waits.</summary>
    public long DataMessagesDropped { get; init; }

    /// <summary>Peers that were failed because handling them threw; each is a defect to report.</summary>
    public long PeersCrashed { get; init; }

    /// <summary>How far the loop that keeps up least keeps pictures back because more arrives than can be forwarded: 0, not at all, to 4, no pictures but those of old clients.</summary>
    public int ShedLevel { get; init; }

    /// <summary>Memory that the media takes, as of the last measurement of each room.</summary>
    public MemoryTotals Memory { get; init; }

    /// <summary>What each loop did.</summary>
    public IReadOnlyList<LoopStats> Loops { get; init; } = [];

    /// <summary>How streams and peers went; null before a media server was started.</summary>
    public QualityTotals? Quality { get; init; }

    /// <summary>Datagrams that went no further, by reason.</summary>
    public IReadOnlyDictionary<DropReason, long> Dropped { get; init; } = new Dictionary<DropReason, long>();

    /// <summary>What two loops did.</summary>
    internal MediaServerStats Plus(MediaServerStats other) => new()
    {
        Rooms = Rooms + other.Rooms,
        Peers = Peers + other.Peers,
        Publications = Publications + other.Publications,
        Subscriptions = Subscriptions + other.Subscriptions,
        DatagramsReceived = DatagramsReceived + other.DatagramsReceived,
        DatagramsSent = DatagramsSent + other.DatagramsSent,
        DatagramsNotSent = DatagramsNotSent + other.DatagramsNotSent,
        Allocations = Allocations + other.Allocations,
        Streams = Streams + other.Streams,
        BytesReceived = BytesReceived + other.BytesReceived,
        BytesSent = BytesSent + other.BytesSent,
        PacketsForwarded = PacketsForwarded + other.PacketsForwarded,
        PacketsRetransmitted = PacketsRetransmitted + other.PacketsRetransmitted,
        KeyFramesRequested = KeyFramesRequested + other.KeyFramesRequested,
        StreamsPaused = StreamsPaused + other.StreamsPaused,
        DataMessagesDropped = DataMessagesDropped + other.DataMessagesDropped,
        PeersCrashed = PeersCrashed + other.PeersCrashed,
        ShedLevel = Math.Max(ShedLevel, other.ShedLevel),
        Memory = Memory + other.Memory,
        Loops = [.. Loops, .. other.Loops],
        Quality = Quality is { } quality && other.Quality is { } otherQuality ? quality.Plus(otherQuality) : Quality ?? other.Quality,
        Dropped = Dropped.Concat(other.Dropped).GroupBy(d => d.Key, d => d.Value).ToDictionary(d => d.Key, d => d.Sum()),
    };
}
