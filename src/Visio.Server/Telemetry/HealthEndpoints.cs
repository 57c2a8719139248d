using Visio.Server.Media;

namespace Visio.Server.Telemetry;

/// <summary>
/// <c>/healthz</c>, for a load balancer: 200, or 503 once the server is being stopped. <c>/readyz</c> is 503 too while nobody could enter
/// a meeting, because a media server elsewhere does not answer: pages and lobbies work all the same.
/// </summary>
internal static class HealthEndpoints
{
    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/healthz", Health).ExcludeFromDescription();
        routes.MapGet("/readyz", Readiness).ExcludeFromDescription();
    }

    private static IResult Health(ILiveRooms liveRooms) => liveRooms.IsDraining
        ? TypedResults.Text("draining\n", statusCode: StatusCodes.Status503ServiceUnavailable)
        : TypedResults.Text("ok\n");

    private static IResult Readiness(ILiveRooms liveRooms) => liveRooms is { IsDraining: false, Failure: not null }
        ? TypedResults.Text("the media server does not answer\n", statusCode: StatusCodes.Status503ServiceUnavailable)
        : Health(liveRooms);
}
