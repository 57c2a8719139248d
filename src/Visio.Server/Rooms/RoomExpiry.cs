using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Visio.Server.Audit;
using Visio.Server.Data;
using Visio.Server.Media;
using Visio.Server.Policies;

namespace Visio.Server.Rooms;

/// <summary>
/// Deletes rooms whose time is over, and those that nobody has used for as long as the policy says. Not while people are in them.
/// </summary>
internal sealed partial class RoomExpiry(IServiceScopeFactory scopes, ILiveRooms liveRooms, TimeProvider time, ILogger<RoomExpiry> log)
    : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromMinutes(10);

    /// <summary>So many at a time, so that others can write in between.</summary>
    private const int Batch = 100;

    /// <summary>Looks once.</summary>
    /// <returns>How many rooms were deleted.</returns>
    public async Task<int> SweepAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<VisioDb>();
        var removal = scope.ServiceProvider.GetRequiredService<RoomRemoval>();
        var policy = await scope.ServiceProvider.GetRequiredService<PolicyStore>().CurrentAsync(cancellationToken);
        var now = time.GetUtcNow();
        var unusedSince = policy.RoomExpiryDays is { } days ? now - TimeSpan.FromDays(days) : DateTimeOffset.UnixEpoch;
        var over = await db.Rooms
            .Where(r => r.ExpiresAt <= now || (r.LastUsedAt ?? r.CreatedAt) < unusedSince)
            .OrderBy(r => r.Id).Take(Batch).ToListAsync(cancellationToken);
        var deleted = 0;
        foreach (var room in over.Where(room => liveRooms.CountParticipants(room.MediaName) == 0))
        {
            await removal.DeleteAsync(room, new(AuditActor.System, null, "room.expire", room.Id.ToString(), room.Id.ToString()), cancellationToken);
            deleted++;
        }

        return deleted;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, time);
        do
        {
            try
            {
                while (await SweepAsync(stoppingToken) == Batch)
                {
                }
            }
            catch (Exception failed) when (failed is DbException or DbUpdateException)
            {
                // The database is away or busy: the next round finds the same rooms.
                LogFailed(log, failed);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Rooms whose time is over could not be deleted")]
    private static partial void LogFailed(ILogger log, Exception failed);
}
