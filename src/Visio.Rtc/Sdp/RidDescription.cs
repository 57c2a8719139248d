namespace Visio.Rtc.Sdp;

/// <summary>An <c>a=rid</c> line (RFC 8851 §4).</summary>
/// <param name="Id">Letters, digits, <c>-</c> and <c>_</c>.</param>
/// <param name="IsSend">Whether the author sends the stream; otherwise it receives it.</param>
/// <param name="Restrictions">What follows the direction; null when nothing does.</param>
public sealed record RidDescription(string Id, bool IsSend, string? Restrictions);
