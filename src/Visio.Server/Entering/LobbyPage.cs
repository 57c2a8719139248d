namespace Visio.Server.Entering;

/// <summary>Some of those who wait, in the order in which they came.</summary>
/// <param name="Waiting">Those who wait.</param>
/// <param name="Count">How many wait in all.</param>
/// <param name="Next">The <c>cursor</c> for those that follow; null at the end.</param>
internal sealed record LobbyPage(IReadOnlyList<WaitingPerson> Waiting, int Count, long? Next);
