namespace Visio.Server.Admin;

/// <summary>A part of the rooms.</summary>
/// <param name="Rooms">The newest first.</param>
/// <param name="Next">The cursor of what follows; null at the end.</param>
internal sealed record RoomAdminList(IReadOnlyList<RoomAdminView> Rooms, string? Next);
