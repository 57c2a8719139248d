using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Visio.Server.Data;

namespace Visio.Server.Rooms;

/// <summary>Changes of a room that follow from what it is: one after the other.</summary>
internal static class RoomTurn
{
    /// <summary>
    /// A transaction that holds the room's row: on PostgreSQL others wait at this statement, on SQLite they already do. The room is read again;
    /// it is detached where it is no more.
    /// </summary>
    public static async Task<IDbContextTransaction> TakeTurnAsync(this VisioDb db, Room room, CancellationToken cancellationToken)
    {
        var turn = await db.Database.BeginTransactionAsync(cancellationToken);
        await db.Rooms.Where(r => r.Id == room.Id).ExecuteUpdateAsync(r => r.SetProperty(x => x.CreatedAt, x => x.CreatedAt), cancellationToken);
        await db.Entry(room).ReloadAsync(cancellationToken);
        return turn;
    }
}
