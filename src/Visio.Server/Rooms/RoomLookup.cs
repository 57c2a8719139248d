using Microsoft.EntityFrameworkCore;
using Visio.Server.Accounts;
using Visio.Server.Data;
using Visio.Server.Policies;

namespace Visio.Server.Rooms;

/// <summary>Finds a room by its slug, and what the caller is in it.</summary>
internal sealed class RoomLookup(VisioDb db, PolicyStore policies)
{
    /// <summary>Null where there is no such room. The room is tracked: changes to it are saved with the context.</summary>
    public async Task<RoomStanding?> FindAsync(string text, Caller caller, CancellationToken cancellationToken)
    {
        if (!RoomSlug.TryParse(text, out var slug)
            || await db.Rooms.SingleOrDefaultAsync(r => r.Slug == slug, cancellationToken) is not { } room)
        {
            return null;
        }

        var named = caller.UserId is { } user
            ? await db.RoomMembers.Where(m => m.RoomId == room.Id && m.UserId == user).Select(m => (RoomRole?)m.Role).SingleOrDefaultAsync(cancellationToken)
            : null;
        var live = caller.Kind is CallerKind.User or CallerKind.Guest
            ? await db.Admissions
                .Where(a => a.RoomId == room.Id && a.JoinedAt != null && a.LeftAt == null && a.RevokedAt == null)
                .Where(a => caller.UserId != null ? a.UserId == caller.UserId : a.GuestKey == caller.GuestKey)
                .Select(a => a.Role).ToListAsync(cancellationToken)
            : [];
        var role = live.Select(lived => (RoomRole?)lived).Append(named).Max();
        return new(room, role)
        {
            Named = named,
            LacksAssurance = role >= RoomRole.CoHost && !Assurance.SufficesForHost(caller, await policies.CurrentAsync(cancellationToken)),
        };
    }
}
