namespace Visio.Server.Entering;

/// <summary>Somebody waits for a room, or does not any more, as events tell of it.</summary>
/// <param name="Slug">What stands in the room's link.</param>
/// <param name="Title">What the meeting is about.</param>
/// <param name="Id">The one who waits, as in the lobby.</param>
/// <param name="Name">The name that the person goes by.</param>
/// <param name="Guest">Whether there is no account.</param>
/// <param name="Outcome"><c>admitted</c>, <c>denied</c> or <c>left</c>; null while the person waits.</param>
internal sealed record LobbyEventData(string Slug, string? Title, string Id, string Name, bool Guest, string? Outcome);
