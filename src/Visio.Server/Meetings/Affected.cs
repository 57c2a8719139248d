namespace Visio.Server.Meetings;

/// <summary>Those for whom something changed.</summary>
/// <param name="Identities">Their identities.</param>
internal sealed record Affected(IReadOnlyList<string> Identities);
