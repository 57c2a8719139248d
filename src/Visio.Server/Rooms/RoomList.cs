namespace Visio.Server.Rooms;

/// <summary>Some of the rooms in which the caller was named, the newest first.</summary>
/// <param name="Rooms">The rooms.</param>
/// <param name="Next">The <c>cursor</c> for those that follow; null at the end.</param>
internal sealed record RoomList(IReadOnlyList<RoomView> Rooms, Guid? Next);
