using Microsoft.AspNetCore.Http.HttpResults;
using Visio.Server.Accounts;
using Visio.Server.Hosting;
using Visio.Server.Media;

namespace Visio.Server.Diagnostics;

/// <summary><c>/api/v1/diagnostics/connection</c>: whether a meeting would work from here, found out without one.</summary>
internal static class ConnectionTestEndpoints
{
    public static void MapConnectionTests(this IEndpointRouteBuilder api) => api.MapPost("/diagnostics/connection", Begin).WithTags("Diagnostics")
        .Allow(Who.Anyone, null).RequireRateLimiting(RateLimits.Create)
        .WithName("testConnection").WithSummary("Get leave to send media to oneself for some minutes; needs no account")
        .ProducesProblem(StatusCodes.Status429TooManyRequests).ProducesProblem(StatusCodes.Status503ServiceUnavailable);

    private static async Task<Results<Ok<ConnectionTestView>, ProblemHttpResult>> Begin(
        HttpContext context, Caller caller, GuestCookie guests, ConnectionTests tests, ILiveRooms liveRooms, CancellationToken cancellationToken)
    {
        if (liveRooms.IsDraining)
        {
            return ApiProblem.Draining;
        }

        if (tests.Begin() is not { } test)
        {
            return ApiProblem.TooManyRequests;
        }

        await liveRooms.OpenAsync(test.Room, ConnectionTests.Opening, cancellationToken);

        // From now on the caller is counted.
        guests.Ensure(context, caller);
        return TypedResults.Ok(new ConnectionTestView(liveRooms.AddressFor(context.Request), test.Tokens, (int)ConnectionTests.Lifetime.TotalSeconds));
    }
}
