namespace Visio.Server.Meetings;

/// <summary>Shows people large to everybody.</summary>
/// <param name="Identities">Whom, the first first; none to end it.</param>
internal sealed record SpotlightRequest(IReadOnlyList<string?>? Identities = null);
