namespace Visio.Server.Meetings;

/// <summary>Asks people to unmute themselves.</summary>
/// <param name="Identities">Whom; left out with <c>all</c>.</param>
/// <param name="All">True for everybody.</param>
/// <param name="Source"><c>microphone</c> (the default) or <c>camera</c>.</param>
internal sealed record AskUnmuteRequest(IReadOnlyList<string?>? Identities = null, bool? All = null, string? Source = null);
