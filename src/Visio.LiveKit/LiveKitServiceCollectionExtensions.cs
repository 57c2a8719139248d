using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Visio.LiveKit.Agents;
using Visio.LiveKit.Rooms;
using Visio.LiveKit.Signalling;
using Visio.LiveKit.Tokens;
using Visio.LiveKit.Twirp;
using Visio.LiveKit.Web;

namespace Visio.LiveKit;

/// <summary>Adds the LiveKit-compatible server to a host.</summary>
public static class LiveKitServiceCollectionExtensions
{
    // A join request and a token travel in the query: together they can be longer than Kestrel's default of 8 KiB.
    private const int RequestLine = 64 * 1024;

    /// <summary>
    /// Registers <see cref="LiveKitServer"/>, which starts, drains and stops with the host. Raises Kestrel's limit of the request
    /// line to 64 KiB, and collapses double slashes at the start of a path, which clients with a base address that ends in one send.
    /// </summary>
    public static IServiceCollection AddLiveKit(this IServiceCollection services, Action<LiveKitOptions> configure)
    {
        services.AddOptions<LiveKitOptions>()
            .Configure(configure)
            .Validate(o => o.Keys.Count > 0 && o.Keys.All(k => k.Key.Length > 0 && k.Value.Length > 0), "At least one API key with a secret is needed.")
            .Validate(RoomPresets.AreUsable, "A room preset is no room configuration.")
            .Validate(o => o.Webhooks.AreUsable(o.Keys), "Webhooks go to http or https addresses, and are signed with one of the API keys.");
        services.TryAddSingleton(TimeProvider.System);
        services.AddLiveKitFront(s => new OwnWebMedia(s.GetRequiredService<LiveKitServer>()));
        services.AddSingleton(s => new LiveKitServer(
            s.GetRequiredService<IOptions<LiveKitOptions>>(),
            s.GetRequiredService<TimeProvider>(),
            s.GetRequiredService<ILogger<LiveKitServer>>()));
        services.AddSingleton(s => new TokenVerifier(
            s.GetRequiredService<IOptions<LiveKitOptions>>().Value.Keys.AsReadOnly(), s.GetRequiredService<TimeProvider>()));
        services.AddSingleton(s => new SignallingEndpoint(
            s.GetRequiredService<TokenVerifier>(),
            s.GetRequiredService<IOptions<LiveKitOptions>>().Value.ReviewToken,
            s.GetRequiredService<LiveKitServer>().Rooms,
            s.GetRequiredService<LiveKitServer>().HttpSessions,
            s.GetRequiredService<TimeProvider>(),
            s.GetRequiredService<ILogger<SignallingEndpoint>>()));
        services.AddSingleton(s => new TwirpEndpoint(
            s.GetRequiredService<TokenVerifier>(),
            [
                new RoomService(s.GetRequiredService<LiveKitServer>().Rooms, s.GetRequiredService<TimeProvider>()),
                new AgentDispatchService(s.GetRequiredService<LiveKitServer>().Rooms),
                AbsentService.Egress(),
                AbsentService.Ingress(),
                AbsentService.Sip(),
            ]));
        services.AddSingleton(s => new AgentEndpoint(
            s.GetRequiredService<TokenVerifier>(),
            s.GetRequiredService<LiveKitServer>().Agents,
            s.GetRequiredService<TimeProvider>(),
            s.GetRequiredService<ILogger<AgentEndpoint>>()));
        services.AddHostedService(s => new LiveKitHostedService(
            s.GetRequiredService<LiveKitServer>(), s.GetRequiredService<IServer>(), s.GetRequiredService<IOptions<LiveKitOptions>>().Value.DrainTimeout));
        services.AddHostedService<IdleMemory>();
        return services;
    }

    /// <summary>
    /// What a host needs that clients of LiveKit reach, wherever the media server is: a request line of 64 KiB, double slashes collapsed, and ports
    /// that take media too. Part of <see cref="AddLiveKit"/>.
    /// </summary>
    public static IServiceCollection AddLiveKitFront(this IServiceCollection services, Func<IServiceProvider, IWebMedia> media)
    {
        services.Configure<KestrelServerOptions>(o => o.Limits.MaxRequestLineSize = Math.Max(o.Limits.MaxRequestLineSize, RequestLine));
        services.AddSingleton(media);
        services.AddSingleton<IStartupFilter, DoubleSlashFilter>();
        services.AddSingleton<IConnectionListenerFactory, WebPortListenerFactory>();
        return services;
    }
}
