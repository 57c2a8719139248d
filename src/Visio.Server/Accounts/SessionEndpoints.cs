using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http.HttpResults;
using Visio.Server.Hosting;
using Visio.Server.Settings;

namespace Visio.Server.Accounts;

/// <summary><c>/api/v1/session</c>: who the caller is.</summary>
internal static class SessionEndpoints
{
    public static void MapSession(this IEndpointRouteBuilder api, bool dev)
    {
        var session = api.MapGroup("/session").WithTags("Session");
        session.MapGet("", Get).WithName("getSession").WithSummary("Who is signed in");
        session.MapDelete("", (Delegate)Delete).WithName("deleteSession").WithSummary("Sign out");
        if (dev)
        {
            session.MapPost("", Create).RequireRateLimiting(RateLimits.Create)
                .WithName("createSession").WithSummary("Sign in with a name alone (only with --dev)")
                .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status429TooManyRequests);
        }
    }

    private static Ok<SessionView> Get(HttpContext context, VisioSettings settings)
    {
        var name = SessionCookie.NameOf(context.User);
        return TypedResults.Ok(new SessionView(name is null ? null : new SessionUser(name), settings.Dev));
    }

    private static async Task<Results<Ok<SessionView>, ProblemHttpResult>> Create(SignInRequest request, HttpContext context, VisioSettings settings)
    {
        if (!DisplayName.TryParse(request.DisplayName, out var name))
        {
            return ApiProblem.InvalidDisplayName;
        }

        await context.SignInAsync(SessionCookie.Scheme, SessionCookie.Open(name));
        return TypedResults.Ok(new SessionView(new SessionUser(name), settings.Dev));
    }

    private static async Task<NoContent> Delete(HttpContext context)
    {
        await context.SignOutAsync(SessionCookie.Scheme);
        return TypedResults.NoContent();
    }
}
