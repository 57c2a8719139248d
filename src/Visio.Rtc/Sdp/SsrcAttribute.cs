namespace Visio.Rtc.Sdp;

/// <summary>An <c>a=ssrc</c> line (RFC 5576 §4.1).</summary>
/// <param name="Ssrc">The source.</param>
/// <param name="Name">Such as <c>cname</c> or <c>msid</c>.</param>
/// <param name="Value">What follows the colon; null when there is none.</param>
public sealed record SsrcAttribute(uint Ssrc, string Name, string? Value);
