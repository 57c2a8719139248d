using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Visio.Server.Accounts;
using Visio.Server.Data;
using Visio.Server.Media;
using Visio.Server.Policies;
using Visio.Server.Rooms;

namespace Visio.Server.Admin;

/// <summary><c>/api/v1/admin/rooms</c>: every room of the server.</summary>
internal static class RoomAdminEndpoints
{
    public static void MapRoomAdministration(this IEndpointRouteBuilder admin)
    {
        var rooms = admin.MapGroup("/rooms");
        rooms.MapGet("", List).WithName("listAllRooms").WithSummary("The rooms; ?q finds a link, a title or an owner's address")
            .ProducesProblem(StatusCodes.Status400BadRequest);
        var room = rooms.MapGroup("/{id:guid}").ProducesProblem(StatusCodes.Status404NotFound);
        room.MapGet("", Get).WithName("getAnyRoom").WithSummary("One room");
        room.MapPatch("", Update).WithName("updateAnyRoom").WithSummary("Change a room as its owner could")
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status409Conflict);
        room.MapDelete("", Delete).WithName("deleteAnyRoom").WithSummary("Delete a room with everything in it; a meeting ends");
        room.MapPost("/transfer", Transfer).WithName("transferAnyRoom").WithSummary("Give a room to somebody; its owners stay as co-hosts")
            .ProducesProblem(StatusCodes.Status400BadRequest);
    }

    private static async Task<Results<Ok<RoomAdminList>, ProblemHttpResult>> List(
        string? q, [AsParameters] Page page, VisioDb db, ILiveRooms liveRooms, CancellationToken cancellationToken)
    {
        if (!SearchText.IsFine(q))
        {
            return AdminProblems.InvalidSearch;
        }

        var rooms = db.Rooms.AsNoTracking();
        if (SearchText.Normalize(q) is { } wanted)
        {
            var asWritten = q!.Trim();
            rooms = RoomSlug.TryParse(asWritten, out var slug)
                ? rooms.Where(r => r.Slug == slug || r.Title!.ToUpper().Contains(wanted))
                : rooms.Where(r => r.Title!.ToUpper().Contains(wanted) || r.Title!.Contains(asWritten) || db.RoomMembers.Any(
                    m => m.RoomId == r.Id && m.Role == RoomRole.Owner && db.Users.Any(u => u.Id == m.UserId && u.NormalizedEmail!.Contains(wanted))));
        }

        var (found, next) = await page.ReadAsync(rooms.OrderByDescending(r => r.CreatedAt).ThenBy(r => r.Id), cancellationToken);
        return TypedResults.Ok(new RoomAdminList(await ViewsAsync(db, liveRooms, found, cancellationToken), next));
    }

    private static async Task<Results<Ok<RoomAdminView>, ProblemHttpResult>> Get(
        Guid id, VisioDb db, ILiveRooms liveRooms, CancellationToken cancellationToken) =>
        await db.Rooms.AsNoTracking().SingleOrDefaultAsync(r => r.Id == id, cancellationToken) is { } room
            ? TypedResults.Ok((await ViewsAsync(db, liveRooms, [room], cancellationToken))[0])
            : RoomProblems.NotFound;

    private static async Task<Results<Ok<RoomAdminView>, ProblemHttpResult>> Update(
        Guid id,
        RoomChange change,
        Caller caller,
        VisioDb db,
        PolicyStore policies,
        RoomEvents events,
        ILiveRooms liveRooms,
        TimeProvider time,
        CancellationToken cancellationToken)
    {
        if (await db.Rooms.SingleOrDefaultAsync(r => r.Id == id, cancellationToken) is not { } room)
        {
            return RoomProblems.NotFound;
        }

        await using var turn = change.Rights is null ? null : await db.TakeTurnAsync(room, cancellationToken);
        if (db.Entry(room).State == EntityState.Detached)
        {
            return RoomProblems.NotFound;
        }

        if (RoomRules.Apply(change, room, await policies.CurrentAsync(cancellationToken), time.GetUtcNow()) is { } refusal)
        {
            return refusal;
        }

        var slug = room.Slug;
        if (change.Slug is not null && await db.Rooms.AnyAsync(r => r.Id != id && r.Slug == slug, cancellationToken))
        {
            return RoomProblems.SlugTaken;
        }

        db.Record(caller.Did("room.update", id.ToString(), id.ToString()));
        try
        {
            await db.SaveChangesAsync(cancellationToken);
            await (turn?.CommitAsync(cancellationToken) ?? Task.CompletedTask);
        }
        catch (DbUpdateException) when (change.Slug is not null)
        {
            // Somebody else took the link meanwhile.
            return RoomProblems.SlugTaken;
        }

        events.Updated(room);
        return TypedResults.Ok((await ViewsAsync(db, liveRooms, [room], cancellationToken))[0]);
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> Delete(
        Guid id, Caller caller, VisioDb db, RoomRemoval removal, CancellationToken cancellationToken)
    {
        if (await db.Rooms.SingleOrDefaultAsync(r => r.Id == id, cancellationToken) is not { } room)
        {
            return RoomProblems.NotFound;
        }

        await removal.DeleteAsync(room, caller.Did("room.delete", id.ToString(), id.ToString()), cancellationToken);
        return TypedResults.NoContent();
    }

    private static async Task<Results<Ok<RoomAdminView>, ProblemHttpResult>> Transfer(
        Guid id,
        PersonReference to,
        Caller caller,
        VisioDb db,
        Users users,
        RoomOwnership ownership,
        ILiveRooms liveRooms,
        CancellationToken cancellationToken)
    {
        if (await db.Rooms.SingleOrDefaultAsync(r => r.Id == id, cancellationToken) is not { } room)
        {
            return RoomProblems.NotFound;
        }

        string? email = null;
        if (to.UserId is null == to.Email is null || (to.Email is not null && !EmailAddress.TryParse(to.Email, out email)))
        {
            return RoomProblems.InvalidPerson;
        }

        var user = email is not null
            ? await users.FindOrCreateByEmailAsync(email, cancellationToken)
            : await db.Users.SingleOrDefaultAsync(u => u.Id == to.UserId, cancellationToken);
        if (user is not { DisabledAt: null })
        {
            return AdminProblems.UserNotFound;
        }

        await ownership.TransferAsync(room, null, user.Id, caller.Did("room.transfer", user.Id.ToString(), id.ToString()), cancellationToken);
        return TypedResults.Ok((await ViewsAsync(db, liveRooms, [room], cancellationToken))[0]);
    }

    private static async Task<List<RoomAdminView>> ViewsAsync(VisioDb db, ILiveRooms liveRooms, List<Room> rooms, CancellationToken cancellationToken)
    {
        var ids = rooms.ConvertAll(r => r.Id);
        var owners = (await (from m in db.RoomMembers.AsNoTracking()
                             join u in db.Users.AsNoTracking() on m.UserId equals u.Id
                             where ids.Contains(m.RoomId) && m.Role == RoomRole.Owner
                             orderby m.AddedAt
                             select new { m.RoomId, u.Id, u.DisplayName, u.Email }).ToListAsync(cancellationToken))
            .ToLookup(o => o.RoomId, o => new RoomOwnerView(o.Id, o.DisplayName, o.Email));
        return rooms.ConvertAll(r => RoomAdminView.Of(r, liveRooms.CountParticipants(r.MediaName), owners[r.Id]));
    }
}
