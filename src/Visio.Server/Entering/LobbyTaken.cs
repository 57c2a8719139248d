namespace Visio.Server.Entering;

/// <summary>Somebody who was taken aside to be let in.</summary>
/// <param name="Place">The place.</param>
/// <param name="Entrant">Who it is, as of that moment.</param>
/// <param name="Tabs">How many leaves to enter are needed, at least one.</param>
internal sealed record LobbyTaken(LobbyPlace Place, Entrant Entrant, int Tabs);
