namespace Visio.Server.Meetings;

/// <summary>Lowers hands.</summary>
/// <param name="Identities">Whose; left out with <c>all</c>.</param>
/// <param name="All">True for all.</param>
internal sealed record LowerHandsRequest(IReadOnlyList<string?>? Identities = null, bool? All = null);
