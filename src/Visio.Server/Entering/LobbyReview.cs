using Microsoft.EntityFrameworkCore;
using Visio.Server.Data;
using Visio.Server.Rooms;

namespace Visio.Server.Entering;

/// <summary>Decides anew about those who wait, after the rules of their room have changed.</summary>
internal sealed class LobbyReview(VisioDb db, Admitting admitting, Lobbies lobbies, TimeProvider time)
{
    public async Task DecideAnewAsync(Room room, Lobby lobby, CancellationToken cancellationToken)
    {
        var waiting = lobby.Snapshot();
        if (waiting.Count == 0)
        {
            return;
        }

        var members = await db.RoomMembers.AsNoTracking().Where(m => m.RoomId == room.Id).ToDictionaryAsync(m => m.UserId, m => m.Role, cancellationToken);
        var bans = await db.RoomBans.AsNoTracking().Where(b => b.RoomId == room.Id).ToListAsync(cancellationToken);
        var bannedUsers = bans.Where(b => b.UserId is not null).Select(b => b.UserId!.Value).ToHashSet();
        var bannedGuests = bans.Where(b => b.GuestKey is not null).Select(b => b.GuestKey!).ToHashSet(StringComparer.Ordinal);
        var firstGuestBan = bans.Where(b => b.GuestKey is not null).Select(b => (DateTimeOffset?)b.CreatedAt).Min();
        var decisions = waiting.ToDictionary(place => place, place => RoomAccess.Decide(new()
        {
            Access = room.Access,
            Lobby = room.Lobby,
            Locked = room.Locked,
            Expired = room.ExpiresAt <= time.GetUtcNow(),
            HasAccount = place.Entrant.UserId is not null,
            Role = place.Entrant.UserId is { } user && members.TryGetValue(user, out var role) ? role : null,
            HasHostAssurance = place.Entrant.HasHostAssurance,
            Banned = place.Entrant.UserId is { } account ? bannedUsers.Contains(account) : bannedGuests.Contains(place.Entrant.GuestKey ?? ""),
            MayBeBannedGuest = place.Entrant.GuestSince >= firstGuestBan,
        }));

        var denied = lobby.Deny(
            place => decisions.TryGetValue(place, out var decision) && decision.Verdict == AccessVerdict.Deny ? new(decision.Code, null) : null,
            time.GetUtcNow());
        lobbies.Left(room, denied, "denied");
        if (decisions.Values.Any(decision => decision.Verdict == AccessVerdict.Admit))
        {
            await admitting.AdmitAsync(
                room,
                place => decisions.TryGetValue(place, out var decision) && decision.Verdict == AccessVerdict.Admit,
                place => decisions[place].Role,
                audit: null,
                cancellationToken);
        }
    }
}
