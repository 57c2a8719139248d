namespace Visio.Rtc.Sctp;

/// <summary>A data channel, by its SCTP stream identifier (W3C <c>RTCDataChannel.id</c>).</summary>
public readonly record struct DataChannelId(ushort Stream);
