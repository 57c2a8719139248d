using Visio.LiveKit;
using Visio.Server.Settings;

namespace Visio.Server.Hosting;

/// <summary>The host of <c>visio media</c>: a LiveKit-compatible server without the product.</summary>
internal static class MediaHost
{
    public static WebApplication Build(VisioSettings settings)
    {
        var app = BareHost.CreateBuilder(settings).Build();
        app.UseForwardedHeadersOfTrustedProxies(settings);
        app.UseWebSockets();
        app.MapOperations();
        app.MapLiveKit();
        app.MapLiveKitHealth();
        return app;
    }
}
