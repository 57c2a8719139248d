namespace Visio.Rtc.Sctp;

/// <summary>A whole message as it came out of reassembly.</summary>
internal readonly record struct InboundMessage(ushort Stream, ushort Ssn, bool IsUnordered, uint PayloadProtocol, byte[] Data);
