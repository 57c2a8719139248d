using Visio.LiveKit;
using Visio.Server.Media;
using Visio.Server.Settings;

namespace Visio.Server.Hosting;

/// <summary>The host of <c>visio media</c>: a LiveKit-compatible server without the product.</summary>
internal static class MediaHost
{
    public static WebApplication Build(VisioSettings settings)
    {
        var builder = BareHost.CreateBuilder(settings);
        builder.Services.AddEmbeddedMedia(settings);
        var app = builder.Build();
        app.UseForwardedHeadersOfTrustedProxies(settings);
        app.UseWebSockets();
        app.MapOperations();
        app.MapEmbeddedMedia();
        app.MapLiveKitHealth();
        return app;
    }
}
