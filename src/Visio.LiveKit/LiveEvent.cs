namespace Visio.LiveKit;

/// <summary>Something that happened in a room.</summary>
/// <param name="Kind">What.</param>
/// <param name="Room">The room's name.</param>
/// <param name="At">When.</param>
/// <param name="Participant">Who it is about; null for an event of the room.</param>
/// <param name="Departure">Why the participant is gone; null for every other event.</param>
/// <param name="Metadata">The room's metadata, where it was opened before this process saw it; null for every other event.</param>
public sealed record LiveEvent(
    LiveEventKind Kind, string Room, DateTimeOffset At, LiveParticipant? Participant = null, LiveDeparture? Departure = null, string? Metadata = null);
