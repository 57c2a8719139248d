using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Visio.Server.Audit;
using Visio.Server.Data;
using Visio.Server.Policies;

namespace Visio.Server.Rooms;

/// <summary>
/// Changes who is what in a room. Changes of one room wait for one another, so that two owners who step down at the same time do not
/// leave it without one.
/// </summary>
internal sealed class RoomOwnership(VisioDb db, RoomEvents events, TimeProvider time)
{
    private const int MaxMembers = 1000;

    /// <summary>Names somebody, or gives somebody who was named another role.</summary>
    public async Task<RoomOwnershipOutcome> NameAsync(Room room, Guid user, RoomRole role, AuditEvent audit, CancellationToken cancellationToken)
    {
        await using var turn = await TakeTurnAsync(room, cancellationToken);
        var member = await db.RoomMembers.SingleOrDefaultAsync(m => m.RoomId == room.Id && m.UserId == user, cancellationToken);
        if (member is null && await db.RoomMembers.CountAsync(m => m.RoomId == room.Id, cancellationToken) >= MaxMembers)
        {
            return RoomOwnershipOutcome.TooManyMembers;
        }

        if (member?.Role == RoomRole.Owner && role != RoomRole.Owner && await IsLastOwnerAsync(room, user, cancellationToken))
        {
            return RoomOwnershipOutcome.LastOwner;
        }

        if (member is null)
        {
            db.RoomMembers.Add(new() { RoomId = room.Id, UserId = user, Role = role, AddedAt = RoomRules.WholeMilliseconds(time.GetUtcNow()) });
        }
        else
        {
            member.Role = role;
        }

        await CarryOverAsync(room, user, role, cancellationToken);
        return await SaveAsync(turn, room, audit, cancellationToken);
    }

    public async Task<RoomOwnershipOutcome> RemoveAsync(Room room, Guid user, AuditEvent audit, CancellationToken cancellationToken)
    {
        await using var turn = await TakeTurnAsync(room, cancellationToken);
        var member = await db.RoomMembers.SingleOrDefaultAsync(m => m.RoomId == room.Id && m.UserId == user, cancellationToken);
        if (member is null)
        {
            return RoomOwnershipOutcome.NoMember;
        }

        if (member.Role == RoomRole.Owner && await IsLastOwnerAsync(room, user, cancellationToken))
        {
            return RoomOwnershipOutcome.LastOwner;
        }

        db.RoomMembers.Remove(member);
        await CarryOverAsync(room, user, RoomRole.Participant, cancellationToken);
        return await SaveAsync(turn, room, audit, cancellationToken);
    }

    /// <summary>Makes somebody the owner in place of <paramref name="from"/>, who stays as a co-host; in place of all owners, where it is null.</summary>
    public async Task<RoomOwnershipOutcome> TransferAsync(Room room, Guid? from, Guid to, AuditEvent audit, CancellationToken cancellationToken)
    {
        await using var turn = await TakeTurnAsync(room, cancellationToken);
        var members = await db.RoomMembers.Where(m => m.RoomId == room.Id && (m.Role == RoomRole.Owner || m.UserId == to)).ToListAsync(cancellationToken);
        foreach (var owner in members.Where(m => m.Role == RoomRole.Owner && (from is null || m.UserId == from)))
        {
            owner.Role = RoomRole.CoHost;
            await CarryOverAsync(room, owner.UserId, RoomRole.CoHost, cancellationToken);
        }

        await CarryOverAsync(room, to, RoomRole.Owner, cancellationToken);

        if (members.SingleOrDefault(m => m.UserId == to) is { } known)
        {
            known.Role = RoomRole.Owner;
        }
        else
        {
            db.RoomMembers.Add(new() { RoomId = room.Id, UserId = to, Role = RoomRole.Owner, AddedAt = RoomRules.WholeMilliseconds(time.GetUtcNow()) });
        }

        return await SaveAsync(turn, room, audit, cancellationToken);
    }

    private async Task<IDbContextTransaction> TakeTurnAsync(Room room, CancellationToken cancellationToken)
    {
        var turn = await db.TakeTurnAsync(room, cancellationToken);

        // What was read before the turn may be old by now.
        foreach (var stale in db.ChangeTracker.Entries<RoomMember>().ToList())
        {
            stale.State = EntityState.Detached;
        }

        return turn;
    }

    /// <summary>Who is in the room has the new role in the meeting as well: a role that was taken is no good on any device.</summary>
    private Task CarryOverAsync(Room room, Guid user, RoomRole role, CancellationToken cancellationToken) =>
        db.Admissions.StillGoodFor(room.Id, time.GetUtcNow()).Where(a => a.UserId == user)
            .ExecuteUpdateAsync(change => change.SetProperty(a => a.Role, role), cancellationToken);

    private async Task<bool> IsLastOwnerAsync(Room room, Guid user, CancellationToken cancellationToken) =>
        !await db.RoomMembers.AnyAsync(m => m.RoomId == room.Id && m.Role == RoomRole.Owner && m.UserId != user, cancellationToken);

    private async Task<RoomOwnershipOutcome> SaveAsync(IDbContextTransaction turn, Room room, AuditEvent audit, CancellationToken cancellationToken)
    {
        db.Record(audit);
        await db.SaveChangesAsync(cancellationToken);
        await turn.CommitAsync(cancellationToken);
        events.Updated(room);
        return RoomOwnershipOutcome.Done;
    }
}
