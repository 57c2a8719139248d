using Visio.LiveKit;

namespace Visio.Server.Telemetry;

/// <summary><c>/healthz</c>, for a load balancer: 200, or 503 once the server is being stopped.</summary>
internal static class HealthEndpoints
{
    public static void MapHealth(this IEndpointRouteBuilder routes) => routes.MapGet("/healthz", Health).ExcludeFromDescription();

    private static IResult Health(LiveKitServer livekit) => livekit.IsDraining
        ? TypedResults.Text("draining\n", statusCode: StatusCodes.Status503ServiceUnavailable)
        : TypedResults.Text("ok\n");
}
