using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Visio.Server.Accounts;
using Visio.Server.Data;

namespace Visio.Server.Admin;

/// <summary>What shuts somebody out or ends an account. The last administrator stays.</summary>
internal static class UserRemovalEndpoints
{
    public static void MapUserRemoval(this IEndpointRouteBuilder user)
    {
        user.MapPost("/disable", Disable).WithName("disableUser").WithSummary("Shut somebody out; sessions, access tokens and calls end")
            .ProducesProblem(StatusCodes.Status409Conflict);
        user.MapPost("/merge", Merge).WithName("mergeUser").WithSummary("Move everything of this account to another of the same person, and delete it")
            .ProducesProblem(StatusCodes.Status400BadRequest);
        user.MapPost("/erase", Erase).WithName("eraseUser").WithSummary("Erase everything about somebody; rooms go to an heir, or with it")
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status409Conflict);
        user.MapDelete("", Delete).WithName("deleteUser").WithSummary("Erase everything about somebody, with the rooms that nobody else owns")
            .ProducesProblem(StatusCodes.Status409Conflict);
    }

    private static async Task<Results<Ok<UserAdminView>, ProblemHttpResult>> Disable(
        Guid id, Caller caller, VisioDb db, UserAdministration users, CancellationToken cancellationToken)
    {
        if (await db.Users.SingleOrDefaultAsync(u => u.Id == id, cancellationToken) is not { } user)
        {
            return AdminProblems.UserNotFound;
        }

        if (await users.IsLastAdministratorAsync(user, cancellationToken))
        {
            return AdminProblems.LastAdministrator;
        }

        await users.DisableAsync(user, caller.Did, cancellationToken);
        return TypedResults.Ok(UserAdminView.Of(user));
    }

    private static async Task<Results<Ok<UserAdminView>, ProblemHttpResult>> Merge(
        Guid id, MergeRequest request, Caller caller, VisioDb db, UserMerge merge, CancellationToken cancellationToken)
    {
        if (request.Into is not { } target || target == id)
        {
            return AdminProblems.InvalidMerge;
        }

        if (await db.Users.SingleOrDefaultAsync(u => u.Id == id, cancellationToken) is not { } from
            || await db.Users.SingleOrDefaultAsync(u => u.Id == target, cancellationToken) is not { } into)
        {
            return AdminProblems.UserNotFound;
        }

        await merge.MergeAsync(from, into, caller.Did, cancellationToken);
        return TypedResults.Ok(UserAdminView.Of(await db.Users.AsNoTracking().SingleAsync(u => u.Id == target, cancellationToken)));
    }

    private static Task<Results<NoContent, ProblemHttpResult>> Delete(
        Guid id, Caller caller, VisioDb db, UserAdministration users, PersonalData personal, CancellationToken cancellationToken) =>
        Erase(id, new EraseRequest(null), caller, db, users, personal, cancellationToken);

    private static async Task<Results<NoContent, ProblemHttpResult>> Erase(
        Guid id, EraseRequest request, Caller caller, VisioDb db, UserAdministration users, PersonalData personal, CancellationToken cancellationToken)
    {
        if (await db.Users.AsNoTracking().SingleOrDefaultAsync(u => u.Id == id, cancellationToken) is not { } user)
        {
            return AdminProblems.UserNotFound;
        }

        if (request.Heir is { } heir && (heir == id || !await db.Users.AnyAsync(u => u.Id == heir && u.DisabledAt == null, cancellationToken)))
        {
            return AdminProblems.InvalidHeir;
        }

        if (await users.IsLastAdministratorAsync(user, cancellationToken))
        {
            return AdminProblems.LastAdministrator;
        }

        return await personal.EraseAsync(id, request.Heir, caller.Did("user.erase", id.ToString()), cancellationToken) is not null
            ? TypedResults.NoContent()
            : AdminProblems.UserNotFound;
    }
}
