using Microsoft.AspNetCore.Http.HttpResults;
using Visio.Server.Data;
using Visio.Server.Hosting;
using Visio.Server.Settings;

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
                .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status429TooManyRequests);
        }
    }

    private static Ok<SessionView> Get(Caller caller, VisioSettings settings) => TypedResults.Ok(View(caller.DisplayName, settings));

    private static async Task<Results<Ok<SessionView>, ProblemHttpResult>> Create(
        SignInRequest request,
        HttpContext context,
        VisioDb db,
        Sessions sessions,
        VisioSettings settings,
        TimeProvider time,
        CancellationToken cancellationToken)
    {
        if (!DisplayName.TryParse(request.DisplayName, out var name))
        {
            return AccountProblems.InvalidDisplayName;
        }

        var now = time.GetUtcNow();
        var user = new User { Id = Guid.CreateVersion7(now), DisplayName = name, CreatedAt = now };
        db.Users.Add(user);
        await sessions.OpenAsync(context, user, SignInMethod.Development, cancellationToken);
        return TypedResults.Ok(View(name, settings));
    }

    private static async Task<NoContent> Delete(Caller caller, HttpContext context, Sessions sessions, CancellationToken cancellationToken)
    {
        if (caller.SessionId is { } session)
        {
            await sessions.EndAsync(session, cancellationToken);
        }

        SessionCookie.Remove(context);
        return TypedResults.NoContent();
    }

    private static SessionView View(string? name, VisioSettings settings) => new(name is null ? null : new SessionUser(name), settings.Dev);
}
