namespace Visio.Bench.Clients;

/// <summary>What all clients together sent and received. Owned by the media thread.</summary>
internal sealed class LoadCounters
{
    /// <summary>Packets the clients published, all layers.</summary>
    public long Sent { get; set; }

    /// <summary>Packets of media that arrived, repairs among them; packets that only pad are not.</summary>
    public long Received { get; set; }

    /// <summary>Bytes of those, header and payload.</summary>
    public long ReceivedBytes { get; set; }

    /// <summary>Packets that only pad.</summary>
    public long Padding { get; set; }

    /// <summary>Packets that arrived as retransmissions.</summary>
    public long Repaired { get; set; }

    /// <summary>Packets that had come before.</summary>
    public long Repeated { get; set; }

    /// <summary>Packets whose payload is not what was published.</summary>
    public long Corrupt { get; set; }

    /// <summary>Packets that were published in a layer while it was forwarded, and have no number in the viewer's stream: left out by the server.</summary>
    public long Withheld { get; set; }

    /// <summary>Packets published again because the server asked.</summary>
    public long Resent { get; set; }

    /// <summary>Key frames the server asked for.</summary>
    public long KeyFrames { get; set; }

    /// <summary>Datagrams the transports refused.</summary>
    public long Dropped { get; set; }

    /// <summary>Transports that failed.</summary>
    public long Failed { get; set; }

    /// <summary>Arriving packets that were thrown away; see <see cref="MediaThread.LosesOneIn"/>.</summary>
    public long LostOnPurpose { get; set; }

    /// <summary>Times from a packet's sending to its arrival.</summary>
    public DelayHistogram Delays { get; } = new();

    public LoadSnapshot Snapshot(long expected, long distinct, int flowing) => new(
        Sent, Received, ReceivedBytes, Padding, Repaired, Repeated, Corrupt, Withheld, Resent, KeyFrames, Dropped, Failed, expected - distinct, flowing, GeneratorCpu());

    private static TimeSpan GeneratorCpu()
    {
        using var self = System.Diagnostics.Process.GetCurrentProcess();
        return self.TotalProcessorTime;
    }
}
