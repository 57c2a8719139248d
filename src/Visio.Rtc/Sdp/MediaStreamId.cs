namespace Visio.Rtc.Sdp;

/// <summary>An <c>a=msid</c> line (RFC 8830 §2).</summary>
/// <param name="StreamId">The stream's id; <c>-</c> for none.</param>
/// <param name="TrackId">The track's id; null when absent.</param>
public sealed record MediaStreamId(string StreamId, string? TrackId);
