namespace Visio.LiveKit.Rooms;

/// <summary>A track of a forwarded participant.</summary>
/// <param name="Sid">Its id, the same in both rooms.</param>
/// <param name="Primary">Its first codec.</param>
/// <param name="Backup">Its second; null while there is none.</param>
internal sealed record ForwardedTrack(string Sid, TrackEncoding Primary, TrackEncoding? Backup);
