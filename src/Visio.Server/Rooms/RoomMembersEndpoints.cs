using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Visio.Server.Accounts;
using Visio.Server.Data;
using Visio.Server.Policies;

namespace Visio.Server.Rooms;

/// <summary><c>/api/v1/rooms/{slug}/members</c>: who was named in a room, and as what. What concerns owners is left to owners.</summary>
internal static class RoomMembersEndpoints
{
    public static void MapRoomMembers(this IEndpointRouteBuilder api)
    {
        var members = api.MapGroup("/rooms/{slug}/members").WithTags("Rooms");
        members.MapGet("", List).Allow(Who.Users, ApiScopes.RoomsRead)
            .WithName("listMembers").WithSummary("Who was named in a room; for its members")
            .ProducesProblem(StatusCodes.Status401Unauthorized).ProducesProblem(StatusCodes.Status403Forbidden)
            .ProducesProblem(StatusCodes.Status404NotFound);
        members.MapPost("", Add).Allow(Who.Users, ApiScopes.RoomsUpdate)
            .WithName("addMember").WithSummary("Name somebody, by account or e-mail; for hosts")
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status401Unauthorized)
            .ProducesProblem(StatusCodes.Status403Forbidden).ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict);
        members.MapPatch("/{userId:guid}", Change).Allow(Who.Users, ApiScopes.RoomsUpdate)
            .WithName("changeMember").WithSummary("Give a member another role; for hosts")
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status401Unauthorized)
            .ProducesProblem(StatusCodes.Status403Forbidden).ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict);
        members.MapDelete("/{userId:guid}", Remove).Allow(Who.Users, ApiScopes.RoomsUpdate)
            .WithName("removeMember").WithSummary("Take somebody off the list; for hosts, and for everybody who leaves it")
            .ProducesProblem(StatusCodes.Status401Unauthorized).ProducesProblem(StatusCodes.Status403Forbidden)
            .ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict);
    }

    private static async Task<Results<Ok<MemberList>, ProblemHttpResult>> List(
        string slug, Caller caller, VisioDb db, RoomLookup lookup, CancellationToken cancellationToken, int? limit = null, Guid? cursor = null)
    {
        if (await lookup.FindAsync(slug, caller, cancellationToken) is not { } found)
        {
            return RoomProblems.NotFound;
        }

        if (found.Named is null)
        {
            return RoomProblems.MemberRequired;
        }

        var size = RoomPage.Size(limit);
        var members = from m in db.RoomMembers
                      join u in db.Users on m.UserId equals u.Id
                      where m.RoomId == found.Room.Id && (cursor == null || u.Id > cursor)
                      orderby u.Id
                      select new { User = u, m.Role };
        var page = await members.AsNoTracking().Take(size + 1).ToListAsync(cancellationToken);
        return TypedResults.Ok(new MemberList(
            [.. page.Take(size).Select(member => MemberView.Of(member.User, member.Role, found.IsNamedHost))],
            page.Count > size ? page[size - 1].User.Id : null));
    }

    private static async Task<Results<Created<MemberView>, Ok<MemberView>, ProblemHttpResult>> Add(
        string slug, MemberRequest request, Caller caller, VisioDb db, RoomLookup lookup, RoomPeople people, RoomOwnership ownership, CancellationToken cancellationToken)
    {
        if (await lookup.FindAsync(slug, caller, cancellationToken) is not { } found)
        {
            return RoomProblems.NotFound;
        }

        if ((found.NamedHostRefusal ?? RoleRefusal(request.Role, found)) is { } refusal)
        {
            return refusal;
        }

        if (request.UserId is null == request.Email is null)
        {
            return RoomProblems.InvalidPerson;
        }

        if (await people.FindAsync(new(request.UserId, request.Email), cancellationToken) is not { } user)
        {
            return RoomProblems.UserNotFound;
        }

        var former = await RoleOfAsync(db, found.Room, user.Id, cancellationToken);
        if (former == RoomRole.Owner && found.OwnerRefusal is { } ownersOnly)
        {
            return ownersOnly;
        }

        var role = request.Role!.Value;
        var outcome = await ownership.NameAsync(found.Room, user.Id, role, Did(caller, "room.member.name", user.Id, found.Room, role), cancellationToken);
        if (Problem(outcome) is { } problem)
        {
            return problem;
        }

        var view = MemberView.Of(user, role, discloseEmail: true);
        return former is null ? TypedResults.Created($"/api/v1/rooms/{found.Room.Slug}/members/{user.Id}", view) : TypedResults.Ok(view);
    }

    private static async Task<Results<Ok<MemberView>, ProblemHttpResult>> Change(
        string slug, Guid userId, MemberRoleRequest request, Caller caller, VisioDb db, RoomLookup lookup, RoomOwnership ownership, CancellationToken cancellationToken)
    {
        if (await lookup.FindAsync(slug, caller, cancellationToken) is not { } found)
        {
            return RoomProblems.NotFound;
        }

        if ((found.NamedHostRefusal ?? RoleRefusal(request.Role, found)) is { } refusal)
        {
            return refusal;
        }

        if (await RoleOfAsync(db, found.Room, userId, cancellationToken) is not { } former)
        {
            return RoomProblems.MemberNotFound;
        }

        if (former == RoomRole.Owner && found.OwnerRefusal is { } ownersOnly)
        {
            return ownersOnly;
        }

        var role = request.Role!.Value;
        var outcome = await ownership.NameAsync(found.Room, userId, role, Did(caller, "room.member.change", userId, found.Room, role), cancellationToken);
        return Problem(outcome) is { } problem
            ? problem
            : TypedResults.Ok(MemberView.Of(await db.Users.AsNoTracking().SingleAsync(u => u.Id == userId, cancellationToken), role, discloseEmail: true));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> Remove(
        string slug, Guid userId, Caller caller, VisioDb db, RoomLookup lookup, RoomOwnership ownership, CancellationToken cancellationToken)
    {
        if (await lookup.FindAsync(slug, caller, cancellationToken) is not { } found)
        {
            return RoomProblems.NotFound;
        }

        if (userId != caller.UserId)
        {
            if (found.NamedHostRefusal is { } refusal)
            {
                return refusal;
            }

            if (await RoleOfAsync(db, found.Room, userId, cancellationToken) == RoomRole.Owner && found.OwnerRefusal is { } ownersOnly)
            {
                return ownersOnly;
            }
        }

        var outcome = await ownership.RemoveAsync(
            found.Room, userId, caller.Did("room.member.remove", userId.ToString(), found.Room.Id.ToString()), cancellationToken);
        return Problem(outcome) is { } problem ? problem : TypedResults.NoContent();
    }

    private static ProblemHttpResult? RoleRefusal(RoomRole? role, RoomStanding found) => role switch
    {
        null or RoomRole.Participant => RoomProblems.InvalidRole,
        RoomRole.Owner => found.OwnerRefusal,
        _ => null,
    };

    private static Task<RoomRole?> RoleOfAsync(VisioDb db, Room room, Guid user, CancellationToken cancellationToken) => db.RoomMembers.AsNoTracking()
        .Where(m => m.RoomId == room.Id && m.UserId == user).Select(m => (RoomRole?)m.Role).SingleOrDefaultAsync(cancellationToken);

    private static ProblemHttpResult? Problem(RoomOwnershipOutcome outcome) => outcome switch
    {
        RoomOwnershipOutcome.LastOwner => RoomProblems.LastOwner,
        RoomOwnershipOutcome.NoMember => RoomProblems.MemberNotFound,
        RoomOwnershipOutcome.TooManyMembers => RoomProblems.TooManyMembers,
        _ => null,
    };

    private static Audit.AuditEvent Did(Caller caller, string action, Guid user, Room room, RoomRole role) =>
        caller.Did(action, user.ToString(), room.Id.ToString(), new { role = role.ToString() });
}
