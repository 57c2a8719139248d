using Visio.Server.Policies;

namespace Visio.Server.Entering;

/// <summary>Decides who may enter a room. Pure: the same facts always give the same decision.</summary>
internal static class RoomAccess
{
    public static AccessDecision Decide(AccessFacts facts)
    {
        // Who would be a host but signed in too weakly enters without power.
        var role = facts is { Role: >= RoomRole.CoHost, HasHostAssurance: false } ? RoomRole.Member : facts.Role;
        if (facts.Banned)
        {
            return AccessDecision.Deny(AccessReason.Banned);
        }

        if (facts.Expired)
        {
            return AccessDecision.Deny(AccessReason.RoomExpired);
        }

        if (role >= RoomRole.CoHost)
        {
            return AccessDecision.Admit(role.Value);
        }

        if (facts.Locked)
        {
            return AccessDecision.Deny(AccessReason.RoomLocked);
        }

        if (facts.Count >= facts.Capacity)
        {
            return AccessDecision.Deny(AccessReason.RoomFull);
        }

        if (role >= RoomRole.Member || facts.AdmittedBefore)
        {
            return AccessDecision.Admit(role ?? RoomRole.Participant);
        }

        return Obstacle(facts) switch
        {
            AccessReason.None => AccessDecision.Admit(RoomRole.Participant),
            AccessReason.EveryoneWaits => AccessDecision.Wait(AccessReason.EveryoneWaits),
            var reason when facts.Lobby != LobbyMode.Off => AccessDecision.Wait(reason),
            AccessReason.GuestsWait => AccessDecision.Deny(AccessReason.SignInRequired),
            var reason => AccessDecision.Deny(reason),
        };
    }

    /// <summary>What keeps somebody who was not named from walking in; <see cref="AccessReason.None"/> for nothing.</summary>
    private static AccessReason Obstacle(AccessFacts facts) => facts switch
    {
        { Access: AccessLevel.Restricted } => AccessReason.NotInvited,
        { Access: AccessLevel.Trusted, HasAccount: false } => AccessReason.SignInRequired,
        { Lobby: LobbyMode.Everyone } => AccessReason.EveryoneWaits,
        { MayBeBannedGuest: true } => AccessReason.GuestsWait,
        _ => AccessReason.None,
    };
}
