using Microsoft.EntityFrameworkCore;
using Visio.Server.Audit;
using Visio.Server.Data;
using Visio.Server.Policies;

namespace Visio.Server.Rooms;

/// <summary>Deletes rooms with everything in them. Whoever is in a meeting there hears <c>room.deleted</c> and ends it.</summary>
internal sealed class RoomRemoval(VisioDb db, RoomEvents events)
{
    public async Task DeleteAsync(Room room, AuditEvent audit, CancellationToken cancellationToken)
    {
        var addresses = await (from m in db.RoomMembers
                               join u in db.Users on m.UserId equals u.Id
                               where m.RoomId == room.Id && m.Role == RoomRole.Owner && u.Email != null
                               select u.Email).ToListAsync(cancellationToken);

        // Members, bans, meetings and admissions go with it: the foreign keys cascade.
        db.Rooms.Remove(room);
        db.Record(audit);
        await db.SaveChangesAsync(cancellationToken);
        events.Deleted(room, [.. addresses.Select(DomainOf).Distinct(StringComparer.Ordinal)]);
    }

    private static string DomainOf(string address) => address[(address.LastIndexOf('@') + 1)..].ToLowerInvariant();
}
