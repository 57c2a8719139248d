namespace Visio.Rtc.Sctp;

/// <summary>What an association tells the data channels on top of it, in the order in which it happened.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="Stream">The stream it happened on, for messages and resets.</param>
/// <param name="Message">The message.</param>
internal readonly record struct AssociationEvent(AssociationEventKind Kind, ushort Stream = 0, InboundMessage Message = default);
