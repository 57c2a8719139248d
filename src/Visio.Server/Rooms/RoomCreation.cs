using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Visio.Server.Audit;
using Visio.Server.Data;
using Visio.Server.Policies;

namespace Visio.Server.Rooms;

/// <summary>Makes rooms.</summary>
internal sealed class RoomCreation(VisioDb db, PolicyStore policies, RoomEvents events, TimeProvider time)
{
    /// <summary>Two equal codes among 24^10 are news; five in a row are a broken random source.</summary>
    private const int SlugAttempts = 5;

    /// <summary>Makes a room by the policy's defaults and what is wanted.</summary>
    /// <param name="wanted">What shall differ from the defaults.</param>
    /// <param name="owner">Its owner; null for a room that nobody owns, which is then open to all.</param>
    /// <param name="audit">Who makes it: given the room's id, the entry of the audit log.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <param name="members">Others who are named in it.</param>
    public async Task<(Room? Room, ProblemHttpResult? Refusal)> CreateAsync(
        RoomChange wanted, Guid? owner, Func<string, AuditEvent> audit, CancellationToken cancellationToken, IReadOnlyList<RoomMember>? members = null)
    {
        var policy = await policies.CurrentAsync(cancellationToken);
        for (var attempt = 1; ; attempt++)
        {
            var room = ByDefault(policy, RoomSlug.New());
            if (owner is null)
            {
                room.Access = AccessLevel.Public;
            }

            if (RoomRules.Apply(wanted, room, policy, time.GetUtcNow()) is { } refusal)
            {
                return (null, refusal);
            }

            if (await TrySaveAsync(room, owner, audit, members ?? [], cancellationToken))
            {
                return (room, null);
            }

            if (wanted.Slug is not null)
            {
                return (null, RoomProblems.SlugTaken);
            }

            if (attempt == SlugAttempts)
            {
                throw new InvalidOperationException("No free code was found for a room.");
            }
        }
    }

    /// <summary>Makes the room of a code that nobody has used; null where somebody was faster.</summary>
    public async Task<Room?> CreateAsync(RoomSlug code, Guid? owner, Func<string, AuditEvent> audit, CancellationToken cancellationToken)
    {
        var room = ByDefault(await policies.CurrentAsync(cancellationToken), code);
        if (owner is null)
        {
            room.Access = AccessLevel.Public;
        }

        return await TrySaveAsync(room, owner, audit, [], cancellationToken) ? room : null;
    }

    private Room ByDefault(Policy policy, RoomSlug slug)
    {
        var now = time.GetUtcNow();
        return new()
        {
            Id = Guid.CreateVersion7(now),
            Slug = slug,
            Access = policy.DefaultAccessLevel,
            Lobby = policy.DefaultLobby,
            Rights = policy.DefaultRights,
            ChatHistory = policy.DefaultChatHistory,
            CreatedAt = RoomRules.WholeMilliseconds(now),
        };
    }

    private async Task<bool> TrySaveAsync(
        Room room, Guid? owner, Func<string, AuditEvent> audit, IReadOnlyList<RoomMember> members, CancellationToken cancellationToken)
    {
        // Asked first, so that the usual conflict is no failed transaction; the unique index decides between two at once.
        if (await db.Rooms.AnyAsync(r => r.Slug == room.Slug, cancellationToken))
        {
            return false;
        }

        db.Rooms.Add(room);
        if (owner is { } user)
        {
            db.RoomMembers.Add(new() { RoomId = room.Id, UserId = user, Role = RoomRole.Owner, AddedAt = room.CreatedAt });
        }

        db.RoomMembers.AddRange(members.Where(m => m.UserId != owner).Select(m => new RoomMember
        {
            RoomId = room.Id,
            UserId = m.UserId,
            Role = m.Role,
            AddedAt = room.CreatedAt,
        }));
        db.Record(audit(room.Id.ToString()));
        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException)
        {
            db.Forget();
            if (await db.Rooms.AnyAsync(r => r.Slug == room.Slug, cancellationToken))
            {
                return false;
            }

            throw;
        }

        events.Created(room);
        return true;
    }
}
