using Microsoft.AspNetCore.Routing;

namespace Visio.LiveKit;

/// <summary>Maps the routes of a LiveKit server.</summary>
public static class LiveKitEndpointRouteBuilderExtensions
{
    /// <summary>
    /// Maps <c>/rtc</c>, <c>/rtc/v1</c>, their <c>/validate</c> and <c>/twirp/livekit.*</c>. The route <c>/</c> is left to the host:
    /// see <see cref="MapLiveKitHealth"/>.
    /// </summary>
    public static IEndpointRouteBuilder MapLiveKit(this IEndpointRouteBuilder endpoints) => throw new NotImplementedException();

    /// <summary>Maps <c>/</c> to the health answer of a LiveKit server, for a host that serves nothing else there.</summary>
    public static IEndpointRouteBuilder MapLiveKitHealth(this IEndpointRouteBuilder endpoints) => throw new NotImplementedException();
}
