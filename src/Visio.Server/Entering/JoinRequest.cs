using Visio.Server.Rooms;

namespace Visio.Server.Entering;

/// <summary>Asks to enter a room.</summary>
/// <param name="DisplayName">The name to be shown by, 1 to 50 characters. Somebody signed in may leave it out, and be shown by that of the account.</param>
/// <param name="Kind">How the caller enters; only applications may say anything but <c>browser</c>.</param>
/// <param name="Ticket">For an application that acts for nobody: the ticket of an earlier answer, for whom it asks again.</param>
internal sealed record JoinRequest(string? DisplayName = null, EntryKind? Kind = null, string? Ticket = null);
