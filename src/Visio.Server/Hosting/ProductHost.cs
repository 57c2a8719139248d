using Visio.Server.Accounts;
using Visio.Server.Admin;
using Visio.Server.Applications;
using Visio.Server.Data;
using Visio.Server.Diagnostics;
using Visio.Server.Entering;
using Visio.Server.Events;
using Visio.Server.Media;
using Visio.Server.Media.Child;
using Visio.Server.Meetings;
using Visio.Server.Policies;
using Visio.Server.Rooms;
using Visio.Server.Settings;

namespace Visio.Server.Hosting;

/// <summary>The host of <c>visio serve</c>: web client, product API and, on the same port, the media server: in this process, in one of its own, or elsewhere.</summary>
internal static class ProductHost
{
    public static WebApplication Build(VisioSettings settings)
    {
        var builder = BareHost.CreateBuilder(settings);
        if (settings.RemoteMedia is not null)
        {
            builder.Services.AddRemoteMedia();
        }
        else if (settings.MediaInChild)
        {
            builder.Services.AddChildMedia(settings);
        }
        else
        {
            builder.Services.AddEmbeddedMedia(settings);
        }

        AddProduct(builder.Services, settings);
        builder.Services.AddHostedService<UpgradeSchemaOnStart>();
        builder.Services.AddRoomExpiry();
        builder.Services.AddMeetings();
        builder.Services.AddEntering();
        builder.Services.AddDiagnostics();
        builder.Services.AddRateLimits(settings.RateLimits);
        builder.Services.AddSingleton<RoomGuesses>();
        builder.Services.AddApiJson();
        builder.Services.AddApiDescription();

        var app = builder.Build();
        app.UseForwardedHeadersOfTrustedProxies(settings);
        app.UseMiddleware<SecurityHeaders>();
        app.UseApiProblems();
        app.UseWebSockets();
        var client = app.UseWebClient(settings.WebRoot);
        app.UseRouting();
        app.UseMiddleware<SameOriginGuard>();
        app.UseCallers();
        app.UseApplicationCallers();
        app.UseRateLimiter();
        app.UseEndpointAccess();

        app.MapOperations();
        if (settings.RemoteMedia is not null)
        {
            app.MapRemoteMedia();
        }
        else if (settings.MediaInChild)
        {
            app.MapChildMedia();
        }
        else
        {
            app.MapEmbeddedMedia();
        }

        var api = app.MapGroup("/api/v1");
        api.MapAccounts(settings);
        api.MapRooms();
        api.MapMeetings();
        api.MapEntering();
        api.MapConnectionTests();
        api.MapApplications();
        api.MapAdmin();
        app.MapApiDescription();
        app.MapWebClientFallback(client);
        return app;
    }

    /// <summary>What does not need a running server: the commands of the operator use it as well.</summary>
    public static void AddProduct(IServiceCollection services, VisioSettings settings)
    {
        services.AddDatabase(settings);
        services.AddEvents();
        services.AddPolicies();
        services.AddAccounts(settings);
        services.AddRooms();
        services.AddApplications();
        services.AddAdmin();
    }
}
