using System.Net;
using Microsoft.AspNetCore.HttpOverrides;
using Visio.Server.Settings;
using Visio.Server.Telemetry;

namespace Visio.Server.Hosting;

/// <summary>What <see cref="ProductHost"/> and <see cref="MediaHost"/> have in common: listening, logs, draining.</summary>
internal static class BareHost
{
    /// <summary>The most that a request may carry; nothing here is uploaded.</summary>
    private const long MaxRequestBody = 1 << 20;

    public static WebApplicationBuilder CreateBuilder(VisioSettings settings)
    {
        // Always the same environment, so that what is tested is what is shipped; --dev changes settings, not the framework.
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            ApplicationName = "visio",
            ContentRootPath = AppContext.BaseDirectory,
            EnvironmentName = Environments.Production,
        });

        // The settings have been read and checked; ASP.NET Core's own sources (ASPNETCORE_URLS, Kestrel:Endpoints) would go round that.
        builder.Configuration.Sources.Clear();
        builder.Configuration.AddInMemoryCollection();
        LogSetup.Apply(builder.Logging, settings);
        builder.Host.UseDefaultServiceProvider(options => (options.ValidateScopes, options.ValidateOnBuild) = (true, true));
        builder.ListenOn(settings);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = MaxRequestBody;
        });

        builder.Services.AddSingleton(settings);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = settings.DrainTimeout + TimeSpan.FromSeconds(5));
        builder.Services.Configure<ForwardedHeadersOptions>(forwarded =>
        {
            forwarded.ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto | ForwardedHeaders.XForwardedHost;
            forwarded.KnownIPNetworks.Clear();
            forwarded.KnownProxies.Clear();
            foreach (var network in settings.TrustedProxies)
            {
                forwarded.KnownIPNetworks.Add(network);
            }
        });
        return builder;
    }

    /// <summary>Puts in front of everything what must see each request first.</summary>
    public static void UseForwardedHeadersOfTrustedProxies(this WebApplication app, VisioSettings settings)
    {
        // Without a known proxy the middleware would believe everybody.
        if (settings.TrustedProxies.Count > 0)
        {
            app.UseForwardedHeaders();
        }

        app.UseTlsForStrangers(settings);
    }

    private static bool IsNear(IPAddress? remote, VisioSettings settings)
    {
        var address = remote is { IsIPv4MappedToIPv6: true } ? remote.MapToIPv4() : remote;
        return address is not null && (IPAddress.IsLoopback(address) || settings.TrustedProxies.Any(network => network.Contains(address)));
    }

    public static void MapOperations(this WebApplication app)
    {
        app.MapHealth();
        var metrics = app.MapMetrics();
        var settings = app.Services.GetRequiredService<VisioSettings>();
        if (settings.HasTls)
        {
            // No proxy keeps it from the outside.
            metrics.AddEndpointFilter((context, next) => IsNear(context.HttpContext.Connection.RemoteIpAddress, settings) ? next(context) : new(TypedResults.NotFound()));
        }
    }
}
