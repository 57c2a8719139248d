using Microsoft.EntityFrameworkCore;
using Visio.LiveKit;
using Visio.Server.Accounts;
using Visio.Server.Data;
using Visio.Server.Rooms;
using Visio.Server.Settings;

namespace Visio.Server.Hosting;

/// <summary>The host of <c>visio serve</c>: web client, product API and media server on one port.</summary>
internal static class ProductHost
{
    public static WebApplication Build(VisioSettings settings)
    {
        var builder = BareHost.CreateBuilder(settings);
        builder.Services.AddDbContext<VisioDb>(options => options.UseSqlite(SqliteConnectionText.For(settings.DatabaseFile)));
        builder.Services.AddHostedService<UpgradeSchemaOnStart>();
        builder.Services.AddSessions(settings);
        builder.Services.AddRateLimits(settings.RateLimits);
        builder.Services.AddApiDescription();

        var app = builder.Build();
        app.UseForwardedHeadersOfTrustedProxies(settings);
        app.UseMiddleware<SecurityHeaders>();
        app.UseApiProblems();
        app.UseWebSockets();
        app.UseWebClient(settings.WebRoot);
        app.UseRouting();
        app.UseMiddleware<SameOriginGuard>();
        app.UseAuthentication();
        app.UseRateLimiter();
        app.UseAuthorization();

        app.MapOperations();
        app.MapLiveKit();
        var api = app.MapGroup("/api/v1");
        api.MapSession(settings.Dev);
        api.MapRooms();
        app.MapApiDescription();
        app.MapWebClientFallback(settings.WebRoot);
        return app;
    }
}
