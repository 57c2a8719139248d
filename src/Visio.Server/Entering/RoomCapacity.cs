using Microsoft.EntityFrameworkCore;
using Visio.Server.Data;
using Visio.Server.Media;
using Visio.Server.Policies;
using Visio.Server.Rooms;

namespace Visio.Server.Entering;

/// <summary>How many more may enter a room. Only rooms with a limit cost anything.</summary>
internal sealed class RoomCapacity(VisioDb db, PolicyStore policies, ILiveRooms liveRooms, RoomTurns turns, TimeProvider time)
{
    /// <summary>Who was let in is counted for as long before they are seen in the room.</summary>
    private static readonly TimeSpan OnTheirWay = TimeSpan.FromMinutes(1);

    /// <summary>
    /// To be held from counting to saving, so that two who ask at once do not both get the last place. Nobody waits where the room has
    /// no limit.
    /// </summary>
    public async Task<IDisposable?> TakeTurnAsync(Room room, CancellationToken cancellationToken) =>
        await LimitAsync(room, cancellationToken) is null ? null : await turns.TakeAsync(room.Id, cancellationToken);

    /// <summary>The limit of the room or of the policy, whichever is lower; null for none.</summary>
    public async Task<int?> LimitAsync(Room room, CancellationToken cancellationToken)
    {
        var most = (await policies.CurrentAsync(cancellationToken)).MaxCapacity;
        return room.Capacity < most ? room.Capacity : most ?? room.Capacity;
    }

    /// <summary>How many are in the room, or were let in a moment ago.</summary>
    public async Task<int> CountAsync(Room room, CancellationToken cancellationToken)
    {
        var recent = time.GetUtcNow() - OnTheirWay;
        var coming = await db.Admissions
            .Where(a => a.RoomId == room.Id && a.RevokedAt == null && a.JoinedAt == null && a.CreatedAt > recent)
            .Select(a => new { a.UserId, a.GuestKey }).Distinct().CountAsync(cancellationToken);
        return liveRooms.CountParticipants(room.MediaName) + coming;
    }

    /// <summary>How many more may enter.</summary>
    public async Task<int> FreeAsync(Room room, CancellationToken cancellationToken) => await LimitAsync(room, cancellationToken) is { } limit
        ? Math.Max(0, limit - await CountAsync(room, cancellationToken))
        : int.MaxValue;
}
