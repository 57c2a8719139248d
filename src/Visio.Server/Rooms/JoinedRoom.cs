namespace Visio.Server.Rooms;

/// <summary>Leave to enter a room.</summary>
/// <param name="Token">The LiveKit access token to connect with; short-lived.</param>
/// <param name="ServerUrl">The address to connect to, <c>ws</c> or <c>wss</c>.</param>
/// <param name="Identity">Who the caller is in this room, this time: made anew for every join, and never an account.</param>
/// <param name="Name">The name as the others see it.</param>
/// <param name="Room">The room.</param>
internal sealed record JoinedRoom(string Token, string ServerUrl, string Identity, string Name, RoomView Room);
