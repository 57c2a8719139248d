namespace Visio.Rtc.Sdp;

/// <summary>An <c>a=rtcp-fb</c> line (RFC 4585 §4.2).</summary>
/// <param name="PayloadType">0 to 127; null for all of the section (<c>*</c>).</param>
/// <param name="Value">Such as <c>nack</c>, <c>nack pli</c>, <c>ccm fir</c> or <c>transport-cc</c>.</param>
public sealed record RtcpFeedback(byte? PayloadType, string Value);
