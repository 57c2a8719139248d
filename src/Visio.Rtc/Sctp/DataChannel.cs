namespace Visio.Rtc.Sctp;

/// <summary>One data channel: a pair of streams with the same identifier (RFC 8831 §6.4).</summary>
internal sealed class DataChannel(ushort stream, string label, DataChannelReliability reliability)
{
    public ushort Stream { get; } = stream;

    public string Label { get; } = label;

    public DataChannelReliability Reliability { get; } = reliability;

    /// <summary>Whether the other side knows the channel. Before that, nothing may overtake the OPEN (RFC 8832 §6).</summary>
    public bool IsOpen { get; set; }

    public bool IsClosing { get; set; }

    /// <summary>Whether the owner was told that it is closed.</summary>
    public bool IsCloseAnnounced { get; set; }

    public bool IsInboundReset { get; set; }

    public bool IsOutboundReset { get; set; }

    /// <summary>Whether the reset that closed the stream's previous channel is still unanswered.</summary>
    public bool InheritsReset { get; set; }
}
