using Visio.LiveKit;
using Visio.Server.Settings;
using Visio.Server.Telemetry;

namespace Visio.Server.Media.Child;

/// <summary>Sets up the media server in a process of its own.</summary>
internal static class ChildMedia
{
    public static void AddChildMedia(this IServiceCollection services, VisioSettings settings)
    {
        // Before everything that listens: the media process is found or started first.
        services.AddSingleton(_ => new ChildPlace(settings.DataFolder));
        services.AddSingleton<ChildLink>();
        services.AddSingleton<IMetricsRelay>(s => s.GetRequiredService<ChildLink>());
        services.AddSingleton<ChildRoster>();
        services.AddSingleton<ChildSupervisor>();
        services.AddHostedService(s => s.GetRequiredService<ChildSupervisor>());
        services.AddSingleton<IMetricsSource>(s => s.GetRequiredService<ChildSupervisor>());
        services.AddSingleton<ILiveRooms, ChildRooms>();
        services.AddSingleton<SignallingRelay>();
        services.AddLiveKitFront(s => new HandedWebMedia(s.GetRequiredService<ChildPlace>().Streams, settings.MediaOnWebPorts));

        // First the media process takes leave of everybody.
        services.Configure<HostOptions>(host => host.ShutdownTimeout = settings.DrainTimeout + TimeSpan.FromSeconds(10));
    }

    public static void MapChildMedia(this IEndpointRouteBuilder routes)
    {
        var relay = routes.ServiceProvider.GetRequiredService<SignallingRelay>();
        routes.Map("/rtc/{**path}", relay.HandleAsync);
        routes.Map("/twirp/{**path}", relay.HandleAsync);
        routes.Map("/agent", relay.HandleAsync);
    }
}
