using Microsoft.EntityFrameworkCore;
using Visio.Server.Data;
using Visio.Server.Media;
using Visio.Server.Policies;
using Visio.Server.Rooms;

namespace Visio.Server.Meetings;

/// <summary>
/// What <see cref="TokenReview"/> is for the embedded engine, where the media server is another one: that lets in whoever has a token, so
/// those who come are looked at as soon as it tells of them, and who may not be there is taken out again.
/// </summary>
internal sealed class ArrivalReview(ILiveRooms liveRooms, LiveRoster roster, LiveRules rules, IServiceScopeFactory scopes)
{
    /// <summary>For how long somebody who was in a room that is locked may come back: a broken connection needs less.</summary>
    public static readonly TimeSpan ComeBack = TimeSpan.FromMinutes(1);

    /// <summary>Whether somebody was in the room until shortly before.</summary>
    public static bool WasInside(Admission admission, DateTimeOffset? now) =>
        admission.JoinedAt is not null && (admission.LeftAt is not { } left || left > now - ComeBack);

    /// <summary>Looks at those who came.</summary>
    /// <param name="roomId">Where.</param>
    /// <param name="arrived">Their identities, and when they came.</param>
    /// <param name="newcomers">Those of them who were not there shortly before.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public async Task ReviewAsync(
        Guid roomId, IReadOnlyDictionary<string, DateTimeOffset> arrived, IReadOnlySet<string> newcomers, CancellationToken cancellationToken)
    {
        if (!liveRooms.IsRemote)
        {
            return;
        }

        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<VisioDb>();
        if (await db.Rooms.AsNoTracking().SingleOrDefaultAsync(r => r.Id == roomId, cancellationToken) is not { } room)
        {
            return;
        }

        var policy = await scope.ServiceProvider.GetRequiredService<PolicyStore>().CurrentAsync(cancellationToken);
        var capacity = room.Capacity < policy.MaxCapacity ? room.Capacity : policy.MaxCapacity ?? room.Capacity;
        var identities = arrived.Keys.ToList();
        var named = db.Admissions.AsNoTracking().Where(a => a.RoomId == roomId && identities.Contains(a.Identity));
        var revoked = (await named.WhereRevoked(db).Select(a => a.Identity).ToListAsync(cancellationToken)).ToHashSet(StringComparer.Ordinal);
        var admissions = await named.ToDictionaryAsync(a => a.Identity, StringComparer.Ordinal, cancellationToken);
        // Nobody who came before the lock is shut out by it.
        var locked = room.Locked ? rules.LockedSince(roomId) ?? DateTimeOffset.MinValue : DateTimeOffset.MaxValue;
        var outside = arrived.Keys.Where(identity => !admissions.TryGetValue(identity, out var admission)
            || revoked.Contains(identity)
            || (admission.Role < RoomRole.CoHost
                && ((arrived[identity] >= locked && newcomers.Contains(identity)) || (capacity is { } most && roster.IsBeyond(room.MediaName, identity, most)))));
        await rules.TakeOutAsync(roomId, outside.ToHashSet(StringComparer.Ordinal), "revoked");
    }
}
