namespace Visio.Server.Rooms;

/// <summary>Asks to enter a room.</summary>
/// <param name="DisplayName">The name to be shown by, 1 to 50 characters.</param>
internal sealed record JoinRequest(string? DisplayName);
