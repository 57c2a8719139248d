namespace Visio.Server.Entering;

/// <summary>Who waits for a room, as somebody is told who may let them in.</summary>
/// <param name="Slug">What stands in the room's link.</param>
/// <param name="Title">What the meeting is about.</param>
/// <param name="Count">How many wait.</param>
/// <param name="Waiting">The first of them.</param>
internal sealed record LobbyForHosts(string Slug, string? Title, int Count, IReadOnlyList<WaitingPerson> Waiting);
