namespace Visio.Rtc.Sctp;

/// <summary>What an association is set up with.</summary>
public sealed record DataChannelOptions
{
    /// <summary>The SCTP port of both sides (RFC 8841 §5.1); browsers use 5000.</summary>
    public ushort Port { get; init; } = 5000;

    /// <summary>Whether our new channels take the even stream identifiers: so for the DTLS client (RFC 8832 §6).</summary>
    public required bool IsDtlsClient { get; init; }

    /// <summary>The largest SCTP packet, in bytes; DTLS and UDP overhead comes on top.</summary>
    public int Mtu { get; init; } = 1150;

    /// <summary>The largest message we accept, in bytes; announced as <c>a=max-message-size</c> (RFC 8841 §6).</summary>
    public int MaxReceiveMessageSize { get; init; } = 262_144;

    /// <summary>The largest message the other side accepts, in bytes.</summary>
    public int MaxSendMessageSize { get; init; } = 65_536;

    /// <summary>The most bytes that may wait to be sent or acknowledged on all channels together, and what keeping them costs.</summary>
    public int MaxBufferedAmount { get; init; } = 16 * 1024 * 1024;

    /// <summary>The most bytes that may wait on a channel that may lose messages: what waits longer comes too late to be of use.</summary>
    public int MaxUnreliableBufferedAmount { get; init; } = 1024 * 1024;
}
