using Microsoft.AspNetCore.Connections.Features;
using Visio.LiveKit;
using Visio.Server.Media;
using Visio.Server.Media.Child;
using Visio.Server.Meetings;
using Visio.Server.Settings;

namespace Visio.Server.Hosting;

/// <summary>The host of <c>visio media</c>: a LiveKit-compatible server without the product.</summary>
internal static class MediaHost
{
    private static readonly PathString[] ForClients = ["/rtc", "/twirp", "/agent"];

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

    /// <summary>The same as a child of <c>visio serve</c>, which it serves over Unix sockets and nobody else; it ends when it has waited too long for one.</summary>
    /// <param name="settings">Those of <c>visio serve</c>.</param>
    /// <param name="place">Of which the media lock is held.</param>
    public static WebApplication BuildSupervised(VisioSettings settings, ChildPlace place)
    {
        place.RemoveSockets();
        var builder = BareHost.CreateBuilder(settings with { Urls = [], CertificateFiles = [], Acme = null });
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.ListenUnixSocket(place.Signalling);
            kestrel.ListenUnixSocket(place.Control, listen => listen.Use(next => connection =>
            {
                connection.Items[place.Control] = true;
                return next(connection);
            }));
        });
        builder.Services.AddSingleton(place);
        builder.Services.AddSingleton<WebSide>();
        builder.Services.AddSingleton<ITokenReviewer, AskedWebSide>();
        builder.Services.AddSingleton(s => new TextObserver([LiveText.ChatTopic, ReactionChange.Topic], s.GetRequiredService<WebSide>().Tell));
        builder.Services.AddEmbeddedMedia(settings);
        builder.Services.AddHostedService<LonelyEnd>();
        builder.Services.AddHostedService(s => new StreamTaking(place.Streams, s.GetRequiredService<LiveKitServer>()));
        var app = builder.Build();

        // Clients' requests come over a socket of their own, on which there is nothing of what the two processes say to each other.
        app.Use((context, next) =>
        {
            var isControl = context.Features.Get<IConnectionItemsFeature>()?.Items.ContainsKey(place.Control) == true;
            if (isControl || ForClients.Any(path => context.Request.Path.StartsWithSegments(path, StringComparison.Ordinal)))
            {
                return next(context);
            }

            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        });
        app.UseWebSockets();
        app.MapChildControl();
        app.MapEmbeddedMedia();
        return app;
    }
}
