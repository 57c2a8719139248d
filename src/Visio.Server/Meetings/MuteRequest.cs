namespace Visio.Server.Meetings;

/// <summary>Mutes people, or ends what they share.</summary>
/// <param name="Identities">Whom; left out with <c>all</c>.</param>
/// <param name="All">True for everybody.</param>
/// <param name="Except">Who is left out of everybody.</param>
/// <param name="Source"><c>microphone</c> (the default), <c>camera</c> or <c>screenShare</c>.</param>
internal sealed record MuteRequest(
    IReadOnlyList<string?>? Identities = null, bool? All = null, IReadOnlyList<string?>? Except = null, string? Source = null);
