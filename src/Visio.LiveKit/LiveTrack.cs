namespace Visio.LiveKit;

/// <summary>A published track.</summary>
/// <param name="Sid">Its id in the room.</param>
/// <param name="Source">What it shows.</param>
/// <param name="Muted">Whether it is muted.</param>
public sealed record LiveTrack(string Sid, LiveSource Source, bool Muted);
