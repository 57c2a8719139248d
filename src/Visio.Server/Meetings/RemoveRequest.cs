namespace Visio.Server.Meetings;

/// <summary>Takes people out of the meeting.</summary>
/// <param name="Identities">Whom.</param>
/// <param name="Ban">True to keep them from coming back.</param>
internal sealed record RemoveRequest(IReadOnlyList<string?>? Identities = null, bool? Ban = null);
