using Visio.Server.Accounts;
using Visio.Server.Policies;

namespace Visio.Server.Entering;

/// <summary>Who may let people into a room at this moment, by <see cref="Entrant.Key"/>.</summary>
/// <param name="IsAnyInside">Whether one of them is in the room.</param>
/// <param name="Named">Those who were named.</param>
/// <param name="Live">Those who are in the room with such a role.</param>
/// <param name="Policy">The policy in force.</param>
internal sealed record LobbyHostsNow(
    bool IsAnyInside, IReadOnlyDictionary<string, RoomRole> Named, IReadOnlyDictionary<string, RoomRole> Live, Policy Policy)
{
    /// <summary>Whether the caller may let people in. Deputies need not sign in as strongly as hosts.</summary>
    public bool Includes(Caller caller)
    {
        var (named, live) = (RoleIn(Named, caller), RoleIn(Live, caller));
        var role = live is null || named > live ? named : live;
        return role == RoomRole.Deputy || (role >= RoomRole.CoHost && Assurance.SufficesForHost(caller, Policy));
    }

    /// <summary>Whether the caller may see addresses: only somebody who was named.</summary>
    public bool Discloses(Caller caller) => RoleIn(Named, caller) is not null;

    private static RoomRole? RoleIn(IReadOnlyDictionary<string, RoomRole> roles, Caller caller) =>
        roles.TryGetValue(caller.UserId is { } user ? $"user {user}" : $"guest {caller.GuestKey}", out var role) ? role : null;
}
