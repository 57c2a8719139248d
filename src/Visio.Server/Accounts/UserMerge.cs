using Microsoft.EntityFrameworkCore;
using Visio.Server.Audit;
using Visio.Server.Data;
using Visio.Server.Policies;

namespace Visio.Server.Accounts;

/// <summary>Makes one account of two that are the same person's.</summary>
internal sealed class UserMerge(VisioDb db, TimeProvider time)
{
    /// <summary>
    /// Moves everything of one account to the other and deletes it, in one transaction. Where both are members of a room, the higher role
    /// stays; whoever was disabled or an administrator is so afterwards. Everybody signs in anew; calls go on.
    /// </summary>
    public async Task MergeAsync(User from, User into, AuditedBy did, CancellationToken cancellationToken)
    {
        if (from.Id == into.Id)
        {
            throw new ArgumentException("An account cannot be merged into itself.", nameof(into));
        }

        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await MoveMembershipsAsync(from.Id, into.Id, cancellationToken);
        await MoveRowsAsync(from.Id, into.Id, cancellationToken);

        into.IsAdmin |= from.IsAdmin;
        into.DisabledAt ??= from.DisabledAt;
        into.LastSignInAt = Later(into.LastSignInAt, from.LastSignInAt);
        into.DisplayName = into.DisplayName.Length > 0 ? into.DisplayName : from.DisplayName;
        into.PasswordHash ??= from.PasswordHash;
        var (email, normalized, confirmed) = (from.Email, from.NormalizedEmail, from.EmailConfirmed);

        // The address is unique: it must be free before the other account takes it.
        db.Users.Remove(from);
        db.Record(did("user.merge", into.Id.ToString(), null, new { from = from.Id }));
        await db.SaveChangesAsync(cancellationToken);
        if (into.Email is null)
        {
            (into.Email, into.NormalizedEmail, into.EmailConfirmed) = (email, normalized, confirmed);
            await db.SaveChangesAsync(cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
    }

    private async Task MoveMembershipsAsync(Guid from, Guid into, CancellationToken cancellationToken)
    {
        var moving = await db.RoomMembers.Where(m => m.UserId == from).ToListAsync(cancellationToken);
        var rooms = moving.Select(m => m.RoomId).ToList();
        var present = await db.RoomMembers.Where(m => m.UserId == into && rooms.Contains(m.RoomId)).ToDictionaryAsync(m => m.RoomId, cancellationToken);
        foreach (var member in moving)
        {
            if (present.TryGetValue(member.RoomId, out var already))
            {
                already.Role = (RoomRole)Math.Max((int)already.Role, (int)member.Role);
            }
            else
            {
                db.RoomMembers.Add(new() { RoomId = member.RoomId, UserId = into, Role = member.Role, AddedAt = member.AddedAt });
            }

            db.RoomMembers.Remove(member);
        }

        await db.SaveChangesAsync(cancellationToken);
    }

    private async Task MoveRowsAsync(Guid from, Guid into, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await db.UserLogins.Where(l => l.UserId == from).ExecuteUpdateAsync(c => c.SetProperty(l => l.UserId, into), cancellationToken);
        await db.UserPasskeys.Where(p => p.UserId == from).ExecuteUpdateAsync(c => c.SetProperty(p => p.UserId, into), cancellationToken);
        await db.Admissions.Where(a => a.UserId == from).ExecuteUpdateAsync(c => c.SetProperty(a => a.UserId, into), cancellationToken);
        await db.RoomBans.Where(b => b.UserId == from).ExecuteUpdateAsync(c => c.SetProperty(b => b.UserId, into), cancellationToken);
        await db.ApplicationTokens.Where(t => t.UserId == from).ExecuteUpdateAsync(c => c.SetProperty(t => t.UserId, into), cancellationToken);
        await db.SignInLinks.Where(l => l.UserId == from).ExecuteDeleteAsync(cancellationToken);
        await db.Sessions.Where(s => s.UserId == from).ExecuteUpdateAsync(c => c.SetProperty(s => s.UserId, into), cancellationToken);
        await db.Sessions.Where(s => s.UserId == into && s.EndedAt == null).ExecuteUpdateAsync(c => c.SetProperty(s => s.EndedAt, now), cancellationToken);
    }

    private static DateTimeOffset? Later(DateTimeOffset? a, DateTimeOffset? b) => a is null || b > a ? b : a;
}
