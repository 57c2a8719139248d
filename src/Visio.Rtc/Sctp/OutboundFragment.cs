using Visio.Rtc.Time;

namespace Visio.Rtc.Sctp;

/// <summary>A part of a message that has a TSN: what one DATA chunk carries.</summary>
internal struct OutboundFragment
{
    public OutboundMessage Message;
    public int Offset;
    public int Length;
    public Instant SentAt;
    public int Transmissions;

    /// <summary>Which packet carried it last.</summary>
    public uint Packet;

    /// <summary>Which SACK acknowledged it by a gap block.</summary>
    public uint AcknowledgedBy;
    public byte MissingReports;
    public bool WasFastRetransmitted;
    public FragmentState State;

    /// <summary>What it costs in the congestion window: the whole chunk, so that many tiny messages do not pass as nothing.</summary>
    public readonly int WireSize => ((Length + 3) & ~3) + 4 + DataChunk.HeaderSize;

    public readonly byte Flags =>
        (byte)((Offset == 0 ? DataChunk.BeginFlag : 0) |
            (Offset + Length == Message.Data.Length ? DataChunk.EndFlag : 0) |
            (Message.IsUnordered ? DataChunk.UnorderedFlag : 0));
}
