namespace Visio.Server.Admin;

/// <summary>Somebody who owns a room.</summary>
/// <param name="UserId">The account.</param>
/// <param name="DisplayName">Its name; empty while provisional.</param>
/// <param name="Email">Its address.</param>
internal sealed record RoomOwnerView(Guid UserId, string DisplayName, string? Email);
