using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Visio.Server.Accounts;
using Visio.Server.Data;

namespace Visio.Server.Rooms;

/// <summary><c>/api/v1/rooms/{slug}/bans</c>: who may not come back. Somebody is banned by being removed from a meeting.</summary>
internal static class RoomBansEndpoints
{
    public static void MapRoomBans(this IEndpointRouteBuilder api)
    {
        var bans = api.MapGroup("/rooms/{slug}/bans").WithTags("Rooms");
        bans.MapGet("", List).Allow(Who.Anyone, ApiScopes.RoomsRead)
            .WithName("listBans").WithSummary("Who may not come back; for hosts")
            .ProducesProblem(StatusCodes.Status403Forbidden).ProducesProblem(StatusCodes.Status404NotFound);
        bans.MapDelete("/{id:guid}", Lift).Allow(Who.Anyone, ApiScopes.RoomsUpdate)
            .WithName("liftBan").WithSummary("Let somebody come back; for hosts")
            .ProducesProblem(StatusCodes.Status403Forbidden).ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static async Task<Results<Ok<BanList>, ProblemHttpResult>> List(
        string slug, Caller caller, VisioDb db, RoomLookup lookup, CancellationToken cancellationToken, int? limit = null, Guid? cursor = null)
    {
        if (await lookup.FindAsync(slug, caller, cancellationToken) is not { } found)
        {
            return RoomProblems.NotFound;
        }

        if (found.HostRefusal is { } refusal)
        {
            return refusal;
        }

        var size = RoomPage.Size(limit);
        var page = await db.RoomBans.AsNoTracking()
            .Where(b => b.RoomId == found.Room.Id && (cursor == null || b.Id < cursor))
            .OrderByDescending(b => b.Id).Take(size + 1).ToListAsync(cancellationToken);
        return TypedResults.Ok(new BanList(
            [.. page.Take(size).Select(ban => new BanView(ban.Id, ban.Name, ban.UserId is null, ban.CreatedAt))],
            page.Count > size ? page[size - 1].Id : null));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> Lift(
        string slug, Guid id, Caller caller, VisioDb db, RoomLookup lookup, RoomEvents events, CancellationToken cancellationToken)
    {
        if (await lookup.FindAsync(slug, caller, cancellationToken) is not { } found)
        {
            return RoomProblems.NotFound;
        }

        if (found.HostRefusal is { } refusal)
        {
            return refusal;
        }

        if (await db.RoomBans.SingleOrDefaultAsync(b => b.Id == id && b.RoomId == found.Room.Id, cancellationToken) is not { } ban)
        {
            return RoomProblems.BanNotFound;
        }

        db.RoomBans.Remove(ban);
        db.Record(caller.Did("room.unban", id.ToString(), found.Room.Id.ToString()));
        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateConcurrencyException)
        {
            return RoomProblems.BanNotFound;
        }

        events.Updated(found.Room);
        return TypedResults.NoContent();
    }
}
