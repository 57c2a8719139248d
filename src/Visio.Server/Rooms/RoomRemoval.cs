using Visio.Server.Audit;
using Visio.Server.Data;

namespace Visio.Server.Rooms;

/// <summary>Deletes rooms with everything in them. Whoever is in a meeting there hears <c>room.deleted</c> and ends it.</summary>
internal sealed class RoomRemoval(VisioDb db, RoomEvents events)
{
    public async Task DeleteAsync(Room room, AuditEvent audit, CancellationToken cancellationToken)
    {
        // Members, bans, meetings and admissions go with it: the foreign keys cascade.
        db.Rooms.Remove(room);
        db.Record(audit);
        await db.SaveChangesAsync(cancellationToken);
        events.Deleted(room);
    }
}
