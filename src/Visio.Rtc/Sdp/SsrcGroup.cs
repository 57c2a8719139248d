namespace Visio.Rtc.Sdp;

/// <summary>An <c>a=ssrc-group</c> line (RFC 5576 §4.2).</summary>
/// <param name="Semantics"><c>FID</c> for a stream and its retransmissions (RFC 4588 §8.8).</param>
/// <param name="Ssrcs">The sources, in the order that the semantics give a meaning to.</param>
public sealed record SsrcGroup(string Semantics, IReadOnlyList<uint> Ssrcs);
