using Microsoft.EntityFrameworkCore;
using Visio.Server.Accounts;
using Visio.Server.Data;
using Visio.Server.Policies;

namespace Visio.Server.Entering;

/// <summary>Who may let people into a room: its hosts wherever they are, and while none of them is in it, its deputies.</summary>
internal sealed class LobbyHosts(VisioDb db, PolicyStore policies)
{
    /// <summary>Who may, by what the database says now.</summary>
    public async Task<LobbyHostsNow> OfAsync(Guid room, CancellationToken cancellationToken)
    {
        var named = await db.RoomMembers.AsNoTracking()
            .Where(m => m.RoomId == room && (m.Role == RoomRole.Owner || m.Role == RoomRole.CoHost || m.Role == RoomRole.Deputy))
            .Select(m => new { m.UserId, m.Role }).ToListAsync(cancellationToken);
        var live = await db.Admissions.AsNoTracking()
            .Where(a => a.RoomId == room && a.JoinedAt != null && a.LeftAt == null && a.RevokedAt == null)
            .Where(a => a.Role == RoomRole.Owner || a.Role == RoomRole.CoHost || a.Role == RoomRole.Deputy)
            .Select(a => new { a.UserId, a.GuestKey, a.Role }).ToListAsync(cancellationToken);
        var hostInside = live.Exists(a => a.Role >= RoomRole.CoHost);
        var least = hostInside ? RoomRole.CoHost : RoomRole.Deputy;
        return new(
            live.Count > 0,
            named.Where(m => m.Role >= least).ToDictionary(m => $"user {m.UserId}", m => m.Role, StringComparer.Ordinal),
            live.Where(a => a.Role >= least).GroupBy(a => a.UserId is { } user ? $"user {user}" : $"guest {a.GuestKey}", StringComparer.Ordinal)
                .ToDictionary(a => a.Key, a => a.Max(x => x.Role), StringComparer.Ordinal),
            await policies.CurrentAsync(cancellationToken));
    }

    /// <summary>Of some rooms, those in which the caller is a deputy or above.</summary>
    public async Task<IReadOnlyList<Guid>> RoomsOfAsync(Caller caller, IReadOnlyList<Guid> among, CancellationToken cancellationToken)
    {
        var named = caller.UserId is { } user
            ? await db.RoomMembers.Where(m => m.UserId == user && among.Contains(m.RoomId)).Select(m => m.RoomId).ToListAsync(cancellationToken)
            : [];
        return [.. named.Union(await LiveRooms(caller).Where(id => among.Contains(id)).ToListAsync(cancellationToken))];
    }

    /// <summary>Whether the caller hosts a meeting at this moment.</summary>
    public Task<bool> IsLiveHostAsync(Caller caller, CancellationToken cancellationToken) => LiveRooms(caller).AnyAsync(cancellationToken);

    private IQueryable<Guid> LiveRooms(Caller caller)
    {
        var (user, guest) = (caller.UserId, caller.GuestKey);
        return db.Admissions
            .Where(a => (user != null && a.UserId == user) || (guest != null && a.GuestKey == guest))
            .Where(a => a.JoinedAt != null && a.LeftAt == null && a.RevokedAt == null)
            .Where(a => a.Role == RoomRole.Owner || a.Role == RoomRole.CoHost || a.Role == RoomRole.Deputy)
            .Select(a => a.RoomId);
    }
}
