namespace Visio.Rtc.Turn;

/// <summary>What became of something a client sent.</summary>
public readonly ref struct TurnReceipt
{
    /// <summary>Why it had no effect; <see cref="DropReason.None"/> when it had one.</summary>
    public DropReason Reason { get; init; }

    /// <summary>Bytes of the answer to send back; 0 when there is none.</summary>
    public int ResponseLength { get; init; }

    /// <summary>Whether the client has proved that it knows good credentials.</summary>
    public bool IsAuthentic { get; init; }

    /// <summary>The datagram to hand to the media server, inside of what the client sent; empty when there is none.</summary>
    public Span<byte> Payload { get; init; }

    /// <summary>Where that datagram comes from: the relayed address, whose path names the allocation and the address of ours that it is for.</summary>
    public TransportAddress From { get; init; }

    /// <summary>The session whose peers alone it may reach.</summary>
    public string? Session { get; init; }
}
