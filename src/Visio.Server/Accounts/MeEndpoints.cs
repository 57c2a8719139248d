using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Visio.Server.Data;
using Visio.Server.Hosting;
using Visio.Server.Policies;

namespace Visio.Server.Accounts;

/// <summary><c>/api/v1/me</c>: the caller's own account.</summary>
internal static class MeEndpoints
{
    public static void MapMe(this IEndpointRouteBuilder api, bool localSignIn)
    {
        var me = api.MapGroup("/me").WithTags("Account").ProducesProblem(StatusCodes.Status401Unauthorized);
        me.MapGet("", Get).Allow(Who.Users).WithName("getMe").WithSummary("My account");
        me.MapPatch("", Change).Allow(Who.Users).WithName("changeMe").WithSummary("Change my account")
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status403Forbidden)
            .ProducesProblem(StatusCodes.Status409Conflict);
        me.MapGet("/export", Export).Allow(Who.Users).WithName("exportMe").WithSummary("Everything that is kept about me");
        me.MapDelete("", Erase).Allow(Who.Users).WithName("eraseMe").WithSummary("Erase my account, with the rooms that nobody else owns")
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status409Conflict);
        me.MapGet("/sessions", Sessions).Allow(Who.Users).WithName("listMySessions").WithSummary("Where I am signed in");
        me.MapDelete("/sessions", RevokeOthers).Allow(Who.Users).WithName("revokeMyOtherSessions").WithSummary("Sign out everywhere else");
        me.MapDelete("/sessions/{id}", Revoke).Allow(Who.Users).WithName("revokeMySession").WithSummary("Sign out somewhere else")
            .ProducesProblem(StatusCodes.Status404NotFound);
        if (localSignIn)
        {
            me.MapPut("/password", ChangePassword).Allow(Who.Users).RequireRateLimiting(RateLimits.Password)
                .WithName("changeMyPassword").WithSummary("Set my password; every other session ends")
                .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status403Forbidden)
                .ProducesProblem(StatusCodes.Status429TooManyRequests);
        }
    }

    private static async Task<Results<Ok<MeView>, ProblemHttpResult>> Get(Caller caller, VisioDb db, CancellationToken cancellationToken) =>
        await db.Users.AsNoTracking().SingleOrDefaultAsync(u => u.Id == caller.UserId, cancellationToken) is { } user
            ? TypedResults.Ok(MeView.Of(user))
            : AccountProblems.SignInRequired;

    private static async Task<Results<Ok<MeView>, ProblemHttpResult>> Change(
        ChangeMeRequest request, Caller caller, VisioDb db, Users users, PolicyStore policies, CancellationToken cancellationToken)
    {
        if (await db.Users.SingleOrDefaultAsync(u => u.Id == caller.UserId, cancellationToken) is not { } user)
        {
            // Erased since the session was found.
            return AccountProblems.SignInRequired;
        }

        if (request.DisplayName is not null)
        {
            if (!DisplayName.TryParse(request.DisplayName, out var name))
            {
                return AccountProblems.InvalidDisplayName;
            }

            // Somebody without a name may always say one: the administrator of the first start, or who was only named in a room so far.
            if (user.DisplayName.Length > 0 && !user.IsAdmin && !(await policies.CurrentAsync(cancellationToken)).EditableDisplayNames)
            {
                return AccountProblems.NameFixed;
            }

            user.DisplayName = name;
        }

        if (request.Email is not null)
        {
            if (!EmailAddress.TryParse(request.Email, out var email))
            {
                return AccountProblems.InvalidEmail;
            }

            // An address gives rights (rooms name people by it), so nobody takes one who has not been given it.
            if (user.Email is not null || !user.IsAdmin)
            {
                return AccountProblems.EmailFixed;
            }

            if (await users.FindByEmailAsync(email, cancellationToken) is not null)
            {
                return AccountProblems.EmailTaken;
            }

            (user.Email, user.NormalizedEmail, user.EmailConfirmed) = (email, EmailAddress.Normalize(email), true);
        }

        db.Record(caller.Did("user.update", user.Id.ToString(), null, new { name = request.DisplayName is not null, email = request.Email is not null }));
        await db.SaveChangesAsync(cancellationToken);
        return TypedResults.Ok(MeView.Of(user));
    }

    private static async Task<Ok<JsonNode>> Export(
        Caller caller, HttpContext context, VisioDb db, PersonalData data, CancellationToken cancellationToken)
    {
        var everything = await data.ExportAsync(caller.UserId!.Value, cancellationToken);
        db.Record(caller.Did("user.export", caller.UserId.ToString()));
        await db.SaveChangesAsync(cancellationToken);
        context.Response.Headers.ContentDisposition = "attachment; filename=\"visio.json\"";
        context.Response.Headers.CacheControl = "no-store";
        return TypedResults.Ok<JsonNode>(everything!);
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> Erase(
        [FromBody] EraseMeRequest request,
        Caller caller,
        HttpContext context,
        VisioDb db,
        UserAdministration administration,
        PersonalData data,
        CancellationToken cancellationToken)
    {
        if (await db.Users.SingleOrDefaultAsync(u => u.Id == caller.UserId, cancellationToken) is not { } user)
        {
            // Erased since the session was found.
            return AccountProblems.SignInRequired;
        }

        if (!string.Equals(request.Confirm?.Trim(), user.Email ?? user.DisplayName, StringComparison.OrdinalIgnoreCase))
        {
            return AccountProblems.ConfirmationRequired;
        }

        if (await administration.IsLastAdministratorAsync(user, cancellationToken))
        {
            return AccountProblems.LastAdministrator;
        }

        await data.EraseAsync(user.Id, null, caller.Did("user.erase", user.Id.ToString()), cancellationToken);
        SessionCookie.Remove(context);
        return TypedResults.NoContent();
    }

    private static async Task<Ok<OpenSessionsView>> Sessions(Caller caller, Sessions sessions, CancellationToken cancellationToken)
    {
        var open = await sessions.ListAsync(caller.UserId!.Value, cancellationToken);
        return TypedResults.Ok(new OpenSessionsView(
            [.. open.Select(s => new OpenSessionView(s.Id, s.Method, s.CreatedAt, s.ExpiresAt, s.Id == caller.SessionId))]));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> Revoke(
        string id, Caller caller, VisioDb db, Sessions sessions, CancellationToken cancellationToken)
    {
        if ((await sessions.ListAsync(caller.UserId!.Value, cancellationToken)).All(s => s.Id != id))
        {
            return AccountProblems.SessionNotFound;
        }

        db.Record(caller.Did("user.session.revoke", caller.UserId.ToString()));
        await sessions.RevokeAsync(id, cancellationToken);
        return TypedResults.NoContent();
    }

    private static async Task<NoContent> RevokeOthers(Caller caller, VisioDb db, Sessions sessions, CancellationToken cancellationToken)
    {
        db.Record(caller.Did("user.session.revoke", caller.UserId.ToString(), null, new { all = true }));
        await sessions.RevokeOfUserAsync(caller.UserId!.Value, caller.SessionId, cancellationToken);
        return TypedResults.NoContent();
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> ChangePassword(
        ChangePasswordRequest request, HttpContext context, Caller caller, VisioDb db, Passwords passwords, Sessions sessions, CancellationToken cancellationToken)
    {
        if (await db.Users.SingleOrDefaultAsync(u => u.Id == caller.UserId, cancellationToken) is not { } user)
        {
            // Erased since the session was found.
            return AccountProblems.SignInRequired;
        }

        if (PasswordRules.Refuse(request.Password, user.Email, user.DisplayName) is { } refused)
        {
            return refused;
        }

        if (user.PasswordHash is not null && !await passwords.CheckAsync(user, request.Current, cancellationToken))
        {
            return AccountProblems.WrongPassword;
        }

        passwords.Set(user, request.Password!);
        db.Record(caller.Did("user.password.change", user.Id.ToString()));

        // Whoever had the old password has no session left; this browser goes on with a new secret.
        await sessions.RevokeOfUserAsync(user.Id, caller.SessionId, cancellationToken);
        await sessions.RenewAsync(context, user, cancellationToken);
        return TypedResults.NoContent();
    }
}
