using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Visio.Server.Audit;
using Visio.Server.Events;
using Visio.Server.Policies;
using Visio.Server.Rooms;

namespace Visio.Server.Data;

/// <summary>Everything that is kept about one person: handed out (GDPR article 15) or erased (article 17).</summary>
internal sealed partial class PersonalData(VisioDb db, EventFeed events, TimeProvider time)
{
    /// <summary>One document of what is kept about a person; secrets, their hashes and public keys excepted. Null where there is no such account.</summary>
    public async Task<JsonObject?> ExportAsync(Guid userId, CancellationToken cancellationToken)
    {
        await using var snapshot = await Snapshot.BeginAsync(db, cancellationToken);
        if (await db.Users.AsNoTracking().SingleOrDefaultAsync(u => u.Id == userId, cancellationToken) is not { } user)
        {
            return null;
        }

        // The two databases keep ids as text and as numbers of 128 bits; the audit log keeps them as text on both.
        var id = userId.ToString();
        async Task<JsonNode?> All<T>(IQueryable<T> rows) => JsonSerializer.SerializeToNode(await rows.ToListAsync(cancellationToken), JsonSerializerOptions.Web);
        return new JsonObject
        {
            ["exportedAt"] = time.GetUtcNow(),
            ["account"] = new JsonObject
            {
                ["id"] = id,
                ["displayName"] = user.DisplayName,
                ["email"] = user.Email,
                ["emailConfirmed"] = user.EmailConfirmed,
                ["userName"] = user.UserName,
                ["isAdmin"] = user.IsAdmin,
                ["hasPassword"] = user.PasswordHash is not null,
                ["failedSignIns"] = user.AccessFailedCount,
                ["createdAt"] = user.CreatedAt,
                ["lastSignInAt"] = user.LastSignInAt,
                ["disabledAt"] = user.DisabledAt,
                ["lockedOutUntil"] = user.LockoutEnd,
            },
            ["logins"] = await All(db.UserLogins.Where(l => l.UserId == userId).OrderBy(l => l.CreatedAt).Select(l => new { l.Issuer, l.Subject, l.CreatedAt })),
            ["passkeys"] = JsonSerializer.SerializeToNode(
                (await db.UserPasskeys.AsNoTracking().Where(p => p.UserId == userId).ToListAsync(cancellationToken))
                    .Select(p => new { p.Data.Name, p.Data.CreatedAt }),
                JsonSerializerOptions.Web),
            ["sessions"] = await All(db.Sessions.Where(s => s.UserId == userId).OrderBy(s => s.CreatedAt).Select(s =>
                new { Method = s.Method.ToString(), s.CreatedAt, s.ExpiresAt, s.EndedAt, s.RevokedAt, s.Acr, s.Amr, s.Issuer, s.Subject, s.ProviderSession })),
            ["signInLinks"] = await All(db.SignInLinks.Where(l => l.UserId == userId).OrderBy(l => l.CreatedAt).Select(l => new { l.CreatedAt, l.ExpiresAt })),
            ["memberships"] = await All(
                from m in db.RoomMembers
                join r in db.Rooms on m.RoomId equals r.Id
                where m.UserId == userId
                orderby m.AddedAt
                select new { Room = r.Slug.ToString(), r.Title, Role = m.Role.ToString(), m.AddedAt }),
            ["meetings"] = await All(
                from a in db.Admissions
                join r in db.Rooms on a.RoomId equals r.Id
                where a.UserId == userId
                orderby a.CreatedAt
                select new { Room = r.Slug.ToString(), r.Title, a.Identity, Kind = a.Kind.ToString(), a.Name, Role = a.Role.ToString(), a.CreatedAt, a.JoinedAt, a.LeftAt, a.RevokedAt }),
            ["chat"] = await All(
                from m in db.ChatMessages
                join a in db.Admissions on m.Identity equals a.Identity
                join r in db.Rooms on m.RoomId equals r.Id
                where a.UserId == userId
                orderby m.Number
                select new { Room = r.Slug.ToString(), m.Name, m.Text, m.SentAt }),
            ["chatReactions"] = await All(
                from c in db.ChatReactions
                join a in db.Admissions on c.Identity equals a.Identity
                join r in db.Rooms on c.RoomId equals r.Id
                where a.UserId == userId
                orderby c.AddedAt
                select new { Room = r.Slug.ToString(), c.Emoji, c.AddedAt }),
            ["bans"] = await All(
                from b in db.RoomBans
                join r in db.Rooms on b.RoomId equals r.Id
                where b.UserId == userId
                orderby b.CreatedAt
                select new { Room = r.Slug.ToString(), b.Name, b.CreatedAt }),
            ["applicationTokens"] = await All(
                from t in db.ApplicationTokens
                join a in db.Applications on t.ApplicationId equals a.Id
                where t.UserId == userId
                orderby t.CreatedAt
                select new { Application = a.Name, t.Scopes, t.CreatedAt, t.ExpiresAt }),
            ["audit"] = await All(
                from e in db.AuditLog
                where e.ActorId == id || e.Target == id || (e.Details != null && e.Details.Contains(id))
                orderby e.Sequence
                select new { e.Sequence, e.At, Actor = e.Actor.ToString(), e.ActorId, e.Action, e.Target, e.Room, e.Details }),
        };
    }

    /// <summary>
    /// Erases a person: the account with all that belongs to it, and the name in past meetings. Live media ends. Rooms that nobody else
    /// owns go to <paramref name="heir"/>, title and all, or are deleted with everything in them. The audit log keeps the id, which now leads nowhere.
    /// </summary>
    /// <param name="userId">Who.</param>
    /// <param name="heir">The id of another account, which exists; null to delete the rooms.</param>
    /// <param name="by">What is written into the audit log, as <c>caller.Did("user.erase", …)</c>; what becomes of rooms follows it.</param>
    /// <param name="cancellationToken">Nothing has changed when it is cancelled.</param>
    /// <returns>Null where there is no such account.</returns>
    public async Task<Erasure?> EraseAsync(Guid userId, Guid? heir, AuditEvent by, CancellationToken cancellationToken)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var email = await db.Users.Where(u => u.Id == userId).Select(u => new { u.Email }).SingleOrDefaultAsync(cancellationToken);
        if (email is null)
        {
            return null;
        }

        db.Record(by);
        var rooms = await db.Rooms.AsNoTracking()
            .Where(r => db.RoomMembers.Any(m => m.RoomId == r.Id && m.UserId == userId && m.Role == RoomRole.Owner)
                && !db.RoomMembers.Any(m => m.RoomId == r.Id && m.UserId != userId && m.Role == RoomRole.Owner))
            .ToListAsync(cancellationToken);
        foreach (var room in rooms)
        {
            var id = room.Id.ToString();
            db.Record(by with { Action = heir is null ? "room.delete" : "room.transfer", Target = heir?.ToString() ?? id, Room = id, Details = null });
            await (heir is { } owner ? GiveAsync(room, owner, cancellationToken) : DeleteAsync(room, cancellationToken));
        }

        await ForgetAdmissionsAsync(userId, email.Email, cancellationToken);
        await db.Users.Where(u => u.Id == userId).ExecuteDeleteAsync(cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        Tell(rooms, deleted: heir is null, email.Email);
        var ids = rooms.ConvertAll(room => room.Id);
        return heir is null ? new(ids, []) : new([], ids);
    }

    private async Task GiveAsync(Room room, Guid heir, CancellationToken cancellationToken)
    {
        var members = db.RoomMembers.Where(m => m.RoomId == room.Id && m.UserId == heir);
        if (await members.ExecuteUpdateAsync(row => row.SetProperty(m => m.Role, RoomRole.Owner), cancellationToken) == 0)
        {
            db.RoomMembers.Add(new() { RoomId = room.Id, UserId = heir, Role = RoomRole.Owner, AddedAt = time.GetUtcNow() });
        }
    }

    private Task<int> DeleteAsync(Room room, CancellationToken cancellationToken) =>
        db.Rooms.Where(r => r.Id == room.Id).ExecuteDeleteAsync(cancellationToken);

    private async Task ForgetAdmissionsAsync(Guid userId, string? email, CancellationToken cancellationToken)
    {
        var admissions = db.Admissions.Where(a => a.UserId == userId);
        var identities = (await admissions.Select(a => a.Identity).ToListAsync(cancellationToken)).ToHashSet(StringComparer.Ordinal);
        var now = time.GetUtcNow();
        await db.ChatReactions.Where(r => admissions.Any(a => a.Identity == r.Identity)).ExecuteDeleteAsync(cancellationToken);
        await db.ChatMessages.Where(m => admissions.Any(a => a.Identity == m.Identity)).ExecuteDeleteAsync(cancellationToken);
        await admissions.ExecuteUpdateAsync(
            row => row.SetProperty(a => a.Name, "").SetProperty(a => a.UserId, (Guid?)null).SetProperty(a => a.SessionId, (string?)null)
                .SetProperty(a => a.RevokedAt, a => a.RevokedAt ?? now),
            cancellationToken);

        // Messages to programs name participants. They are few, and kept for a short time.
        List<Guid> deliveries = [];
        await foreach (var delivery in db.WebhookDeliveries.Select(d => new { d.Id, d.Payload }).AsAsyncEnumerable().WithCancellation(cancellationToken))
        {
            if (Identities().Matches(delivery.Payload).Any(match => identities.Contains(match.Value))
                || (email is not null && delivery.Payload.Contains(email, StringComparison.OrdinalIgnoreCase)))
            {
                deliveries.Add(delivery.Id);
            }
        }

        foreach (var batch in deliveries.Chunk(500))
        {
            await db.WebhookDeliveries.Where(d => batch.Contains(d.Id)).ExecuteDeleteAsync(cancellationToken);
        }
    }

    private void Tell(List<Room> rooms, bool deleted, string? email)
    {
        var now = time.GetUtcNow();
        events.Publish(new(EventTypes.AccessRevoked, now, null, new { }));
        foreach (var room in rooms)
        {
            events.Publish(new(deleted ? EventTypes.RoomDeleted : EventTypes.RoomUpdated, now, room.Id, new { slug = room.Slug.ToString(), room.Title, room.Access })
            {
                OwnerDomains = email?.Split('@') is [_, var domain] ? [domain.ToLowerInvariant()] : [],
            });
        }
    }

    /// <summary>See <see cref="Admission.Identity"/>.</summary>
    [GeneratedRegex("p_[A-Za-z0-9_-]+", RegexOptions.None, 1000)]
    private static partial Regex Identities();
}
