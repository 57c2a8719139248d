using Visio.Server.Policies;

namespace Visio.Server.Accounts;

/// <summary>What the policy leaves to those who make or change a room.</summary>
/// <param name="AccessLevels">The access levels that a room may have.</param>
/// <param name="DefaultAccess">The one of a room whose creator did not choose.</param>
/// <param name="DefaultLobby">The lobby of such a room.</param>
/// <param name="MaxCapacity">The most participants that a room may be set to hold; null means no limit.</param>
/// <param name="EditableDisplayNames">Whether signed-in people may choose the name they are shown by.</param>
internal sealed record RoomChoices(
    IReadOnlyList<AccessLevel> AccessLevels, AccessLevel DefaultAccess, LobbyMode DefaultLobby, int? MaxCapacity, bool EditableDisplayNames);
