using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Visio.Server.Accounts;
using Visio.Server.Data;

namespace Visio.Server.Admin;

/// <summary><c>/api/v1/admin/users</c>: find, make and change accounts. What ends an account is in <see cref="UserRemovalEndpoints"/>.</summary>
internal static class UserAdminEndpoints
{
    public static void MapUserAdministration(this IEndpointRouteBuilder admin)
    {
        var users = admin.MapGroup("/users");
        users.MapGet("", List).WithName("listUsers").WithSummary("The accounts, or those whose name or address contains ?q")
            .ProducesProblem(StatusCodes.Status400BadRequest);
        users.MapPost("", Create).WithName("createUser").WithSummary("Make a local account; a link lets its holder in")
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status409Conflict);
        var user = users.MapGroup("/{id:guid}").ProducesProblem(StatusCodes.Status404NotFound);
        user.MapGet("", Get).WithName("getUser").WithSummary("One account");
        user.MapPatch("", Update).WithName("updateUser").WithSummary("Change name, address or the administrator's flag")
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status409Conflict);
        user.MapPost("/enable", Enable).WithName("enableUser").WithSummary("Let somebody in again");
        user.MapPost("/revoke", Revoke).WithName("revokeSessions").WithSummary("End every session of somebody, and the calls that go on");
        user.MapPost("/link", Link).WithName("createSignInLink").WithSummary("A link that signs somebody in once, within a day");
        user.MapGet("/export", Export).WithName("exportUser").WithSummary("Everything that is kept about somebody");
        user.MapUserRemoval();
    }

    private static async Task<Results<Ok<UserAdminList>, ProblemHttpResult>> List(
        string? q, [AsParameters] Page page, VisioDb db, CancellationToken cancellationToken)
    {
        if (!SearchText.IsFine(q))
        {
            return AdminProblems.InvalidSearch;
        }

        var users = db.Users.AsNoTracking();
        if (SearchText.Normalize(q) is { } wanted)
        {
            // SQLite changes the case of ASCII letters only: there, other letters of names are found as they are written.
            var asWritten = q!.Trim();
            users = users.Where(u => u.NormalizedEmail!.Contains(wanted) || u.DisplayName.ToUpper().Contains(wanted) || u.DisplayName.Contains(asWritten));
        }

        var (found, next) = await page.ReadAsync(users.OrderByDescending(u => u.CreatedAt).ThenBy(u => u.Id), cancellationToken);
        return TypedResults.Ok(new UserAdminList([.. found.Select(UserAdminView.Of)], next));
    }

    private static async Task<Results<Created<UserAdminView>, ProblemHttpResult>> Create(
        UserAdminRequest request, Caller caller, UserAdministration users, CancellationToken cancellationToken)
    {
        if (!EmailAddress.TryParse(request.Email, out var email))
        {
            return AccountProblems.InvalidEmail;
        }

        if (!DisplayName.TryParse(request.DisplayName, out var name))
        {
            return AccountProblems.InvalidDisplayName;
        }

        return await users.CreateAsync(email, name, request.IsAdmin ?? false, caller.Did, cancellationToken) is { } user
            ? TypedResults.Created($"/api/v1/admin/users/{user.Id}", UserAdminView.Of(user))
            : AccountProblems.EmailTaken;
    }

    private static async Task<Results<Ok<UserAdminView>, ProblemHttpResult>> Get(Guid id, VisioDb db, CancellationToken cancellationToken) =>
        await FindAsync(db, id, cancellationToken) is { } user ? TypedResults.Ok(UserAdminView.Of(user)) : AdminProblems.UserNotFound;

    private static async Task<Results<Ok<UserAdminView>, ProblemHttpResult>> Update(
        Guid id, UserAdminRequest request, Caller caller, VisioDb db, UserAdministration users, CancellationToken cancellationToken)
    {
        if (await FindAsync(db, id, cancellationToken) is not { } user)
        {
            return AdminProblems.UserNotFound;
        }

        var (name, email) = (user.DisplayName, user.Email);
        if (request.DisplayName is not null && !DisplayName.TryParse(request.DisplayName, out name))
        {
            return AccountProblems.InvalidDisplayName;
        }

        if (request.Email is not null && !EmailAddress.TryParse(request.Email, out email))
        {
            return AccountProblems.InvalidEmail;
        }

        var normalized = email is null ? null : EmailAddress.Normalize(email);
        if (normalized is not null && await db.Users.AnyAsync(u => u.Id != id && u.NormalizedEmail == normalized, cancellationToken))
        {
            return AccountProblems.EmailTaken;
        }

        if (request.IsAdmin == false && await users.IsLastAdministratorAsync(user, cancellationToken))
        {
            return AdminProblems.LastAdministrator;
        }

        if (name != user.DisplayName || email != user.Email)
        {
            db.Record(caller.Did("user.update", id.ToString(), details: new { displayName = name != user.DisplayName, email = email != user.Email }));
            (user.DisplayName, user.Email, user.NormalizedEmail) = (name, email, normalized);
            try
            {
                await db.SaveChangesAsync(cancellationToken);
            }
            catch (DbUpdateException) when (request.Email is not null)
            {
                // Somebody else took the address meanwhile, or changed the account.
                return AccountProblems.EmailTaken;
            }
        }

        if (request.IsAdmin is { } isAdmin)
        {
            await users.SetAdminAsync(user, isAdmin, caller.Did, cancellationToken);
        }

        return TypedResults.Ok(UserAdminView.Of(user));
    }

    private static async Task<Results<Ok<UserAdminView>, ProblemHttpResult>> Enable(
        Guid id, Caller caller, VisioDb db, UserAdministration users, CancellationToken cancellationToken)
    {
        if (await FindAsync(db, id, cancellationToken) is not { } user)
        {
            return AdminProblems.UserNotFound;
        }

        await users.EnableAsync(user, caller.Did, cancellationToken);
        return TypedResults.Ok(UserAdminView.Of(user));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> Revoke(
        Guid id, Caller caller, VisioDb db, UserAdministration users, CancellationToken cancellationToken)
    {
        if (await FindAsync(db, id, cancellationToken) is not { } user)
        {
            return AdminProblems.UserNotFound;
        }

        await users.SignOutAsync(user, caller.Did, cancellationToken);
        return TypedResults.NoContent();
    }

    private static async Task<Results<Ok<UserLinkView>, ProblemHttpResult>> Link(
        Guid id, HttpRequest request, Caller caller, VisioDb db, UserAdministration users, CancellationToken cancellationToken)
    {
        if (await FindAsync(db, id, cancellationToken) is not { } user)
        {
            return AdminProblems.UserNotFound;
        }

        if (user.DisabledAt is not null)
        {
            return AccountProblems.AccountDisabled;
        }

        var path = await users.LinkAsync(user, caller.Did, cancellationToken);
        return TypedResults.Ok(new UserLinkView($"{request.Scheme}://{request.Host.ToUriComponent()}{path}"));
    }

    private static async Task<Results<Ok<JsonObject>, ProblemHttpResult>> Export(
        Guid id, HttpResponse response, Caller caller, VisioDb db, PersonalData personal, CancellationToken cancellationToken)
    {
        if (await personal.ExportAsync(id, cancellationToken) is not { } document)
        {
            return AdminProblems.UserNotFound;
        }

        db.Record(caller.Did("user.export", id.ToString()));
        await db.SaveChangesAsync(cancellationToken);
        response.Headers.ContentDisposition = $"attachment; filename=\"visio-{id:N}.json\"";
        return TypedResults.Ok(document);
    }

    private static Task<User?> FindAsync(VisioDb db, Guid id, CancellationToken cancellationToken) =>
        db.Users.SingleOrDefaultAsync(u => u.Id == id, cancellationToken);
}
