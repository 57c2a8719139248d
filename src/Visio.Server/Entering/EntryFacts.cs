using Microsoft.EntityFrameworkCore;
using Visio.Server.Data;
using Visio.Server.Policies;
using Visio.Server.Rooms;

namespace Visio.Server.Entering;

/// <summary>Gathers what <see cref="RoomAccess"/> decides by, for one person at one room.</summary>
internal sealed class EntryFacts(VisioDb db, RoomCapacity capacity, TimeProvider time)
{
    /// <summary>Whoever was let in need not wait again for as long.</summary>
    private static readonly TimeSpan AdmittedFor = TimeSpan.FromHours(6);

    /// <summary>More joins of one person than these say nothing new.</summary>
    private const int AdmissionsRead = 50;

    /// <summary>The room is tracked. Null where there is none.</summary>
    public async Task<(Room Room, AccessFacts Facts)?> FindAsync(RoomSlug slug, Entrant entrant, CancellationToken cancellationToken)
    {
        var (user, guest, since) = (entrant.UserId, entrant.GuestKey, entrant.GuestSince);
        var found = await db.Rooms.Where(r => r.Slug == slug).Select(r => new
        {
            Room = r,
            Named = db.RoomMembers.Where(m => m.RoomId == r.Id && m.UserId == user).Select(m => (RoomRole?)m.Role).FirstOrDefault(),
            Banned = db.RoomBans.Any(b => b.RoomId == r.Id && ((user != null && b.UserId == user) || (guest != null && b.GuestKey == guest))),
            MayBeBanned = since != null && db.RoomBans.Any(b => b.RoomId == r.Id && b.GuestKey != null && b.CreatedAt <= since),
        }).SingleOrDefaultAsync(cancellationToken);
        if (found is null)
        {
            return null;
        }

        var now = time.GetUtcNow();
        var room = found.Room;
        var earlier = await EarlierAsync(room, entrant, now, cancellationToken);
        var live = earlier.Where(a => a is { IsLive: true, RevokedAt: null }).Select(a => (RoomRole?)a.Role).Max();
        var limit = await capacity.LimitAsync(room, cancellationToken);
        return (room, new AccessFacts
        {
            Access = room.Access,
            Lobby = room.Lobby,
            Locked = room.Locked,
            Expired = room.ExpiresAt <= now,
            Capacity = limit,
            Count = limit is null ? 0 : await capacity.CountAsync(room, cancellationToken),
            HasAccount = user is not null,
            Role = found.Named > live || live is null ? found.Named : live,
            HasHostAssurance = entrant.HasHostAssurance,
            Banned = found.Banned,
            MayBeBannedGuest = found.MayBeBanned,
            AdmittedBefore = earlier.Any(a => a is { RevokedAt: null, MeetingOver: false } && !earlier.Any(other => other.RevokedAt >= a.CreatedAt)),
        });
    }

    private Task<List<EarlierAdmission>> EarlierAsync(Room room, Entrant entrant, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var (user, guest, after) = (entrant.UserId, entrant.GuestKey, now - AdmittedFor);
        var mine = user is not null
            ? db.Admissions.Where(a => a.RoomId == room.Id && a.UserId == user)
            : db.Admissions.Where(a => a.RoomId == room.Id && a.GuestKey == guest);
        return mine.Where(a => a.CreatedAt > after).OrderByDescending(a => a.CreatedAt).Take(AdmissionsRead)
            .Select(a => new EarlierAdmission(
                a.CreatedAt,
                a.RevokedAt,
                a.JoinedAt != null && a.LeftAt == null,
                a.Role,
                db.Meetings.Any(m => m.Id == a.MeetingId && m.EndedAt != null)))
            .ToListAsync(cancellationToken);
    }

    private sealed record EarlierAdmission(DateTimeOffset CreatedAt, DateTimeOffset? RevokedAt, bool IsLive, RoomRole Role, bool MeetingOver);
}
