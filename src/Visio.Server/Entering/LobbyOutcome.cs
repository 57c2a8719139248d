namespace Visio.Server.Entering;

/// <summary>What became of those who wait.</summary>
/// <param name="Ids">Those whom it concerned.</param>
/// <param name="Waiting">How many wait now.</param>
internal sealed record LobbyOutcome(IReadOnlyList<string> Ids, int Waiting);
