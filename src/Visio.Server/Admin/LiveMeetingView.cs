namespace Visio.Server.Admin;

/// <summary>A meeting that goes on.</summary>
/// <param name="RoomId">Where.</param>
/// <param name="Slug">The room's link.</param>
/// <param name="Title">What it is about.</param>
/// <param name="StartedAt">When the first came.</param>
/// <param name="Participants">How many are in it now.</param>
internal sealed record LiveMeetingView(Guid RoomId, string Slug, string? Title, DateTimeOffset? StartedAt, int Participants);
