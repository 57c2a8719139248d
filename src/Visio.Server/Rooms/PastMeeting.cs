using Visio.Server.Policies;

namespace Visio.Server.Rooms;

/// <summary>A meeting that the caller was in.</summary>
/// <param name="Slug">What stands in the room's link now.</param>
/// <param name="Title">What the room is about now.</param>
/// <param name="JoinedAt">When the caller came in last.</param>
/// <param name="LeftAt">When the caller left; null for somebody who is still in it.</param>
/// <param name="Role">What the caller was in it.</param>
internal sealed record PastMeeting(string Slug, string? Title, DateTimeOffset JoinedAt, DateTimeOffset? LeftAt, RoomRole Role);
