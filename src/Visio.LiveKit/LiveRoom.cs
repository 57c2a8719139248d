namespace Visio.LiveKit;

/// <summary>A room as it is at this moment.</summary>
/// <param name="Name">Its name.</param>
/// <param name="CreatedAt">When it was opened.</param>
/// <param name="Metadata">Its metadata.</param>
/// <param name="Participants">Everybody in it, in the order in which they came.</param>
public sealed record LiveRoom(string Name, DateTimeOffset CreatedAt, string Metadata, IReadOnlyList<LiveParticipant> Participants);
