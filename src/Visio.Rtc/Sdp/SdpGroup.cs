namespace Visio.Rtc.Sdp;

/// <summary>A group of media sections (RFC 5888 §5).</summary>
/// <param name="Semantics">Such as <c>BUNDLE</c> (RFC 9143) or <c>LS</c>.</param>
/// <param name="Mids">The identifications of its sections, in order; the first is the tagged one of a bundle.</param>
public sealed record SdpGroup(string Semantics, IReadOnlyList<string> Mids);
