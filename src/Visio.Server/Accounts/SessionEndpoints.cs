using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Visio.Server.Accounts.Oidc;
using Visio.Server.Data;
using Visio.Server.Hosting;

namespace Visio.Server.Accounts;

/// <summary><c>/api/v1/session</c>: who the caller is.</summary>
internal static class SessionEndpoints
{
    public static void MapSession(this IEndpointRouteBuilder api, bool dev)
    {
        var session = api.MapGroup("/session").WithTags("Session");
        session.MapGet("", Get).Allow(Who.Anyone).WithName("getSession").WithSummary("Who is signed in");
        session.MapDelete("", Delete).Allow(Who.Anyone).WithName("deleteSession").WithSummary("Sign out");
        if (dev)
        {
            session.MapPost("", Create).Allow(Who.Anyone).RequireRateLimiting(RateLimits.Create)
                .WithName("createSession").WithSummary("Sign in with a name alone (only with --dev)")
                .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status403Forbidden)
                .ProducesProblem(StatusCodes.Status429TooManyRequests);
        }
    }

    private static async Task<Ok<SessionView>> Get(Caller caller, VisioDb db, SessionViews views, CancellationToken cancellationToken)
    {
        var user = caller.Kind == CallerKind.User
            ? await db.Users.AsNoTracking().SingleOrDefaultAsync(u => u.Id == caller.UserId, cancellationToken)
            : null;
        return TypedResults.Ok(await views.OfAsync(user, cancellationToken));
    }

    private static async Task<Results<Ok<SessionView>, ProblemHttpResult>> Create(
        SignInRequest request,
        HttpContext context,
        VisioDb db,
        Users users,
        Sessions sessions,
        SessionViews views,
        CancellationToken cancellationToken)
    {
        if (!DisplayName.TryParse(request.DisplayName, out var name))
        {
            return AccountProblems.InvalidDisplayName;
        }

        string? email = null;
        if (request.Email is not null && !EmailAddress.TryParse(request.Email, out email))
        {
            return AccountProblems.InvalidEmail;
        }

        var user = email is null ? null : await users.FindByEmailAsync(email, cancellationToken);
        if (user is { DisabledAt: not null })
        {
            return AccountProblems.AccountDisabled;
        }

        user ??= db.Users.Add(users.New(email, name)).Entity;
        user.DisplayName = name;
        user.EmailConfirmed = email is not null;
        await sessions.OpenAsync(context, user, SignInProof.Development, cancellationToken);
        return TypedResults.Ok(await views.OfAsync(user, cancellationToken));
    }

    private static async Task<Ok<SignedOut>> Delete(
        Caller caller, HttpContext context, Sessions sessions, ProviderLogout atProvider, CancellationToken cancellationToken)
    {
        string? location = null;
        if (caller.SessionId is { } session)
        {
            location = await atProvider.LocationAsync(context, session, cancellationToken);
            await sessions.EndAsync(session, cancellationToken);
        }

        SessionCookie.Remove(context);
        return TypedResults.Ok(new SignedOut(location));
    }
}
