namespace Visio.Rtc.Codecs;

/// <summary>One block of a payload with redundant audio (RFC 2198 §3).</summary>
/// <param name="Offset">Where its data begins in the payload.</param>
/// <param name="Length">Bytes of its data.</param>
/// <param name="TimestampOffset">By how much it is older than the packet, in units of the clock.</param>
public readonly record struct RedBlock(int Offset, int Length, int TimestampOffset);
