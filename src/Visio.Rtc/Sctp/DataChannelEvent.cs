namespace Visio.Rtc.Sctp;

/// <summary>What happened on the data channels of a peer.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="Channel">The channel it happened on; default for <see cref="DataChannelEventKind.Connected"/> and <see cref="DataChannelEventKind.Aborted"/>.</param>
/// <param name="Label">The channel's label when it opened, else empty.</param>
/// <param name="MessageKind">Text or bytes, for a message.</param>
/// <param name="Message">The message; its array belongs to the receiver of the event.</param>
public readonly record struct DataChannelEvent(
    DataChannelEventKind Kind,
    DataChannelId Channel,
    string Label,
    DataMessageKind MessageKind,
    ReadOnlyMemory<byte> Message);
