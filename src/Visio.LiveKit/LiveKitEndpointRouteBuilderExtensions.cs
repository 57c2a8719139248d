using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Visio.LiveKit.Agents;
using Visio.LiveKit.Signalling;
using Visio.LiveKit.Twirp;

namespace Visio.LiveKit;

/// <summary>Maps the routes of a LiveKit server.</summary>
public static class LiveKitEndpointRouteBuilderExtensions
{
    /// <summary>
    /// Maps <c>/rtc</c>, <c>/rtc/v1</c>, their <c>/validate</c> and <c>/http</c>, <c>/agent</c> and <c>/twirp/livekit.*</c>. The route <c>/</c> is left to the host:
    /// see <see cref="MapLiveKitHealth"/>.
    /// </summary>
    public static IEndpointRouteBuilder MapLiveKit(this IEndpointRouteBuilder endpoints)
    {
        var signalling = endpoints.ServiceProvider.GetRequiredService<SignallingEndpoint>();
        var twirp = endpoints.ServiceProvider.GetRequiredService<TwirpEndpoint>();
        var sockets = endpoints.CreateApplicationBuilder();
        sockets.UseWebSockets();
        sockets.Run(signalling.HandleAsync);
        endpoints.Map("/rtc/{**path}", sockets.Build());
        endpoints.Map("/twirp/{**path}", twirp.HandleAsync);
        var workers = endpoints.CreateApplicationBuilder();
        workers.UseWebSockets();
        workers.Run(endpoints.ServiceProvider.GetRequiredService<AgentEndpoint>().HandleAsync);
        endpoints.Map("/agent", workers.Build());
        return endpoints;
    }

    /// <summary>Maps <c>/</c> to the health answer of a LiveKit server, for a host that serves nothing else there.</summary>
    public static IEndpointRouteBuilder MapLiveKitHealth(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapMethods("/", [HttpMethods.Get, HttpMethods.Head], () => TypedResults.Text("OK"));
        return endpoints;
    }
}
