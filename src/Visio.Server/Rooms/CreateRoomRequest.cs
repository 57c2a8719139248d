namespace Visio.Server.Rooms;

/// <summary>Asks for a new room.</summary>
/// <param name="Title">What the meeting is about, up to 100 characters; may be left out.</param>
internal sealed record CreateRoomRequest(string? Title = null);
