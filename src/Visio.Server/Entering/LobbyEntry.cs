namespace Visio.Server.Entering;

/// <summary>What became of somebody who wants a place in a lobby.</summary>
/// <param name="Id">The place's id; null where there is none.</param>
/// <param name="IsNew">Whether the person was not waiting before.</param>
/// <param name="Pause">How long to wait before asking again, for somebody who was turned away a moment ago; null where the lobby is full.</param>
internal readonly record struct LobbyEntry(string? Id, bool IsNew, TimeSpan? Pause = null);
