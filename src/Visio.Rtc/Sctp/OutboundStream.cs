namespace Visio.Rtc.Sctp;

/// <summary>What is known of one outgoing stream.</summary>
internal sealed class OutboundStream(ushort id)
{
    public ushort Id { get; } = id;

    public Queue<OutboundMessage> Queued { get; } = new();

    /// <summary>Whether the stream is in the scheduler's round.</summary>
    public bool IsScheduled { get; set; }

    /// <summary>Whether its numbering is being reset: what is queued meanwhile waits, for it belongs to the next channel (RFC 6525 §5.1.2).</summary>
    public bool IsPaused { get; set; }

    public ushort NextSsn { get; set; }

    /// <summary>Bytes not yet handed to the network.</summary>
    public long BufferedBytes { get; set; }

    /// <summary>Fragments sent and not yet passed by the cumulative point.</summary>
    public int Outstanding { get; set; }

    /// <summary>Whether all that was ever queued has arrived or was abandoned.</summary>
    public bool IsIdle => Queued.Count == 0 && Outstanding == 0;
}
