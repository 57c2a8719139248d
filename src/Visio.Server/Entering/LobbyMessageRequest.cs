namespace Visio.Server.Entering;

/// <summary>Says something to some or all of those who wait.</summary>
/// <param name="Ids">Some of them, at most 1,000.</param>
/// <param name="All">True for everybody who waits at this moment.</param>
/// <param name="Text">The message, 1 to 500 characters.</param>
internal sealed record LobbyMessageRequest(IReadOnlyList<string?>? Ids = null, bool? All = null, string? Text = null);
