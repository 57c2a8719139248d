using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Visio.Server.Accounts;
using Visio.Server.Data;
using Visio.Server.Hosting;
using Visio.Server.Media;
using Visio.Server.Policies;

namespace Visio.Server.Rooms;

/// <summary><c>/api/v1/rooms</c>: create, list, look up, change, delete.</summary>
internal static class RoomsEndpoints
{
    public static void MapRoomsThemselves(this IEndpointRouteBuilder api)
    {
        var rooms = api.MapGroup("/rooms").WithTags("Rooms");
        rooms.MapPost("", Create).Allow(Who.Anyone, ApiScopes.RoomsCreate).RequireRateLimiting(RateLimits.Create)
            .WithName("createRoom").WithSummary("Create a room; needs an account, unless the policy says otherwise")
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status401Unauthorized)
            .ProducesProblem(StatusCodes.Status403Forbidden).ProducesProblem(StatusCodes.Status409Conflict)
            .ProducesProblem(StatusCodes.Status429TooManyRequests);
        rooms.MapGet("", Mine).Allow(Who.Users, ApiScopes.RoomsRead)
            .WithName("listRooms").WithSummary("The rooms in which the caller was named")
            .ProducesProblem(StatusCodes.Status401Unauthorized);
        rooms.MapGet("/{slug}", Get).Allow(Who.Anyone, ApiScopes.RoomsRead).RequireRateLimiting(RateLimits.Join)
            .WithName("getRoom").WithSummary("Look up a room by what stands in its link")
            .ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status429TooManyRequests);
        rooms.MapPatch("/{slug}", Change).Allow(Who.Anyone, ApiScopes.RoomsUpdate)
            .WithName("changeRoom").WithSummary("Change a room; for its hosts")
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status403Forbidden)
            .ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict);
        rooms.MapDelete("/{slug}", Delete).Allow(Who.Users, ApiScopes.RoomsDelete)
            .WithName("deleteRoom").WithSummary("Delete a room with everything in it; for its owners")
            .ProducesProblem(StatusCodes.Status401Unauthorized).ProducesProblem(StatusCodes.Status403Forbidden)
            .ProducesProblem(StatusCodes.Status404NotFound);
        rooms.MapPost("/{slug}/duplicate", Duplicate).Allow(Who.Users, ApiScopes.RoomsCreate).RequireRateLimiting(RateLimits.Create)
            .WithName("duplicateRoom").WithSummary("Create a room with the same rules and members; for hosts")
            .ProducesProblem(StatusCodes.Status401Unauthorized).ProducesProblem(StatusCodes.Status403Forbidden)
            .ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status429TooManyRequests);
        rooms.MapPost("/{slug}/transfer", Transfer).Allow(Who.Users, ApiScopes.RoomsUpdate)
            .WithName("transferRoom").WithSummary("Make somebody else the owner; the caller stays as a co-host")
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status401Unauthorized)
            .ProducesProblem(StatusCodes.Status403Forbidden).ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static async Task<Results<Created<RoomView>, ProblemHttpResult>> Create(
        RoomChange request, HttpRequest http, Caller caller, RoomCreation creation, PolicyStore policies, CancellationToken cancellationToken)
    {
        var policy = await policies.CurrentAsync(cancellationToken);
        if (!caller.HasAccount && (caller.Kind == CallerKind.Application || !policy.AnonymousCreation))
        {
            return AccountProblems.SignInRequired;
        }

        if (caller.HasAccount && !Assurance.SufficesForHost(caller, policy))
        {
            return AccountProblems.AssuranceRequired;
        }

        var (room, refusal) = await creation.CreateAsync(request, caller.UserId, id => caller.Did("room.create", id, id), cancellationToken);
        return room is null ? refusal! : Created(room, caller, http);
    }

    private static async Task<Ok<RoomList>> Mine(
        Caller caller, HttpRequest http, VisioDb db, ILiveRooms liveRooms, CancellationToken cancellationToken, int? limit = null, Guid? cursor = null)
    {
        var size = RoomPage.Size(limit);
        var mine = from m in db.RoomMembers
                   join r in db.Rooms on m.RoomId equals r.Id
                   where m.UserId == caller.UserId && (cursor == null || r.Id < cursor)
                   orderby r.Id descending
                   select new { Room = r, m.Role };
        var page = await mine.AsNoTracking().Take(size + 1).ToListAsync(cancellationToken);
        return TypedResults.Ok(new RoomList(
            [.. page.Take(size).Select(found => RoomView.Of(found.Room, found.Role, liveRooms.CountParticipants(found.Room.MediaName), http))],
            page.Count > size ? page[size - 1].Room.Id : null));
    }

    private static async Task<Results<Ok<RoomView>, ProblemHttpResult>> Get(
        string slug,
        Caller caller,
        HttpContext context,
        RoomLookup lookup,
        RoomGuesses guesses,
        PolicyStore policies,
        ILiveRooms liveRooms,
        TimeProvider time,
        CancellationToken cancellationToken)
    {
        if (await lookup.FindAsync(slug, caller, cancellationToken) is { } found)
        {
            return View(found, liveRooms, context.Request);
        }

        if (RoomSlug.TryParse(slug, out var code) && code.IsCode)
        {
            var policy = await policies.CurrentAsync(cancellationToken);
            if (caller.HasAccount || (policy.AnonymousCreation && caller.Kind != CallerKind.Application))
            {
                return TypedResults.Ok(RoomView.Unused(code, policy, time.GetUtcNow(), context.Request));
            }
        }

        return guesses.Miss(context, RoomProblems.NotFound);
    }

    private static async Task<Results<Ok<RoomView>, ProblemHttpResult>> Change(
        string slug,
        RoomChange request,
        Caller caller,
        HttpRequest http,
        VisioDb db,
        RoomLookup lookup,
        PolicyStore policies,
        RoomEvents events,
        ILiveRooms liveRooms,
        TimeProvider time,
        CancellationToken cancellationToken)
    {
        if (await lookup.FindAsync(slug, caller, cancellationToken) is not { } found)
        {
            return RoomProblems.NotFound;
        }

        // The rights are one value: two who change different ones at the same moment change them one after the other.
        await using var turn = request.Rights is null ? null : await db.TakeTurnAsync(found.Room, cancellationToken);
        if (db.Entry(found.Room).State == EntityState.Detached)
        {
            return RoomProblems.NotFound;
        }

        var before = found.Room.Slug;
        if ((found.HostRefusal ?? RoomRules.Apply(request, found.Room, await policies.CurrentAsync(cancellationToken), time.GetUtcNow())) is { } refusal)
        {
            return refusal;
        }

        var moves = found.Room.Slug != before;
        if (moves && found.NamedHostRefusal is { } notNamed)
        {
            return notNamed;
        }

        if (moves && await db.Rooms.AnyAsync(r => r.Slug == found.Room.Slug, cancellationToken))
        {
            return RoomProblems.SlugTaken;
        }

        var changed = db.Entry(found.Room).Properties.Where(p => p.IsModified).Select(p => p.Metadata.Name).ToList();
        if (changed.Count == 0)
        {
            return View(found, liveRooms, http);
        }

        db.Record(caller.Did("room.update", found.Room.Id.ToString(), found.Room.Id.ToString(), new { changed, found.Room.Locked, Access = found.Room.Access.ToString() }));
        try
        {
            await db.SaveChangesAsync(cancellationToken);
            await (turn?.CommitAsync(cancellationToken) ?? Task.CompletedTask);
        }
        catch (DbUpdateException) when (moves)
        {
            return RoomProblems.SlugTaken;
        }
        catch (DbUpdateConcurrencyException)
        {
            return RoomProblems.NotFound;
        }

        events.Updated(found.Room);
        return View(found, liveRooms, http);
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> Delete(
        string slug, Caller caller, RoomLookup lookup, RoomRemoval removal, CancellationToken cancellationToken)
    {
        if (await lookup.FindAsync(slug, caller, cancellationToken) is not { } found)
        {
            return RoomProblems.NotFound;
        }

        if (found.OwnerRefusal is { } refusal)
        {
            return refusal;
        }

        var id = found.Room.Id.ToString();
        try
        {
            await removal.DeleteAsync(found.Room, caller.Did("room.delete", id, id), cancellationToken);
        }
        catch (DbUpdateConcurrencyException)
        {
            return RoomProblems.NotFound;
        }

        return TypedResults.NoContent();
    }

    private static async Task<Results<Created<RoomView>, ProblemHttpResult>> Duplicate(
        string slug, Caller caller, HttpRequest http, VisioDb db, RoomLookup lookup, RoomCreation creation, PolicyStore policies, CancellationToken cancellationToken)
    {
        if (await lookup.FindAsync(slug, caller, cancellationToken) is not { } found)
        {
            return RoomProblems.NotFound;
        }

        if (found.NamedHostRefusal is { } refusal)
        {
            return refusal;
        }

        var (original, policy) = (found.Room, await policies.CurrentAsync(cancellationToken));
        var members = await db.RoomMembers.AsNoTracking().Where(m => m.RoomId == original.Id).ToListAsync(cancellationToken);
        var same = new RoomChange
        {
            Title = original.Title,
            // The policy may have become stricter since.
            Access = policy.AllowedAccessLevels.Contains(original.Access) ? original.Access : null,
            Lobby = original.Lobby,
            ChatHistory = original.ChatHistory,
            Capacity = original.Capacity <= policy.MaxCapacity ? original.Capacity : policy.MaxCapacity ?? original.Capacity,
            Rights = new(
                original.Rights.Microphone, original.Rights.Camera, original.Rights.ScreenShare, original.Rights.Chat, original.Rights.MuteOthers, original.Rights.Record),
        };
        var (room, problem) = await creation.CreateAsync(
            same, caller.UserId, id => caller.Did("room.create", id, id, new { from = original.Id }), cancellationToken, members);
        return room is null ? problem! : Created(room, caller, http);
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> Transfer(
        string slug, PersonReference request, Caller caller, RoomLookup lookup, RoomPeople people, RoomOwnership ownership, CancellationToken cancellationToken)
    {
        if (await lookup.FindAsync(slug, caller, cancellationToken) is not { } found)
        {
            return RoomProblems.NotFound;
        }

        if (found.OwnerRefusal is { } refusal)
        {
            return refusal;
        }

        if (request.UserId is null == request.Email is null)
        {
            return RoomProblems.InvalidPerson;
        }

        if (await people.FindAsync(request, cancellationToken) is not { } user)
        {
            return RoomProblems.UserNotFound;
        }

        await ownership.TransferAsync(
            found.Room, caller.UserId, user.Id, caller.Did("room.transfer", user.Id.ToString(), found.Room.Id.ToString()), cancellationToken);
        return TypedResults.NoContent();
    }

    private static Ok<RoomView> View(RoomStanding found, ILiveRooms liveRooms, HttpRequest http) =>
        TypedResults.Ok(RoomView.Of(found.Room, found.Role, liveRooms.CountParticipants(found.Room.MediaName), http));

    private static Created<RoomView> Created(Room room, Caller caller, HttpRequest http) =>
        TypedResults.Created($"/api/v1/rooms/{room.Slug}", RoomView.Of(room, caller.HasAccount ? RoomRole.Owner : null, 0, http));
}
