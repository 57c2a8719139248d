using Visio.Server.Policies;

namespace Visio.Server.Rooms;

/// <summary>A room as events tell of it.</summary>
internal sealed record RoomEventData(string Slug, string? Title, AccessLevel Access, bool Locked);
