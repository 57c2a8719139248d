namespace Visio.Rtc.Sdp;

/// <summary>An <c>a=extmap</c> line (RFC 8285 §8).</summary>
/// <param name="Id">The local identifier, 1 to 255.</param>
/// <param name="Direction">In which direction the extension is used, seen from the author; null means that of the section.</param>
/// <param name="Uri">What the extension is.</param>
/// <param name="Attributes">What follows the URI; null when nothing does.</param>
public sealed record HeaderExtensionMap(byte Id, MediaDirection? Direction, string Uri, string? Attributes);
