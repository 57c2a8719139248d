using Microsoft.Extensions.Options;
using Visio.LiveKit;
using Visio.LiveKit.Tokens;
using Visio.Server.Certificates;
using Visio.Server.Settings;
using Visio.Server.Telemetry;

namespace Visio.Server.Media;

/// <summary>Sets up the media server in this process.</summary>
internal static class EmbeddedMedia
{
    public static void AddEmbeddedMedia(this IServiceCollection services, VisioSettings settings)
    {
        services.AddLiveKit(livekit =>
        {
            livekit.Keys[settings.ApiKey] = settings.ApiSecret;
            livekit.MediaPort = settings.MediaPort;
            livekit.MediaLoops = settings.MediaLoops;
            livekit.PinMediaThreads = settings.PinMediaThreads;
            livekit.MediaTcpPort = settings.MediaTcpPort;
            livekit.Turn = TurnOf(settings);
            livekit.Web = settings.MediaOnWebPorts ? new() { PublicPort = settings.PublicWebPort, WithoutTls = settings.TrustedProxies.Count == 0 } : null;
            livekit.MediaBindAddress = settings.MediaBindAddress;
            livekit.DrainTimeout = settings.DrainTimeout;
            foreach (var (name, preset) in settings.RoomPresets)
            {
                livekit.RoomPresets[name] = preset;
            }

            foreach (var url in settings.LiveKitWebhooks)
            {
                livekit.Webhooks.Urls.Add(url);
            }

            foreach (var address in settings.AdvertisedAddresses)
            {
                livekit.AdvertisedAddresses.Add(address);
            }
        });
        services.AddSingleton<IConfigureOptions<LiveKitOptions>>(s => new ConfigureOptions<LiveKitOptions>(
            livekit => Connect(livekit, [.. s.GetServices<ITokenReviewer>()], s.GetService<TextObserver>())));
        services.AddSingleton<IConfigureOptions<LiveKitOptions>>(s => new ConfigureOptions<LiveKitOptions>(
            livekit => livekit.Web?.TlsName = () => s.GetService<ServerCertificates>()?.Name));
        services.AddSingleton<ILiveRooms, EmbeddedRooms>();
        services.AddSingleton<IMetricsSource, EmbeddedMetrics>();
        services.AddSingleton<IMetricsSource, QualityMetrics>();
    }

    public static void MapEmbeddedMedia(this IEndpointRouteBuilder routes) => routes.MapLiveKit();

    /// <summary>Has the engine ask and tell the features of the product; without them it is a LiveKit server like others.</summary>
    private static void Connect(LiveKitOptions livekit, IReadOnlyList<ITokenReviewer> reviewers, TextObserver? observer)
    {
        if (reviewers.Count > 0)
        {
            livekit.ReviewToken = token => reviewers.FirstOrDefault(r => r.Claims(token)) is { } reviewer
                ? reviewer.ReviewAsync(token)
                : ValueTask.FromResult<AccessToken?>(token);
        }

        if (observer is not null)
        {
            livekit.ObservedTopics.UnionWith(observer.Topics);
            livekit.ObserveText = observer.Observe;
        }
    }

    private static LiveKitTurnOptions? TurnOf(VisioSettings settings)
    {
        if (settings.Turn is not { } turn)
        {
            return settings.MediaOnWebPorts ? new() { Port = null } : null;
        }

        var options = new LiveKitTurnOptions
        {
            Port = turn.Port, TlsPort = turn.TlsPort, Domain = turn.Domain.Length > 0 ? turn.Domain : null, Urls = [.. turn.Urls],
        };
        if (turn.CertificateFile.Length > 0)
        {
            // Read once now, so that a certificate that cannot be used is found out at start.
            var file = new CertificateFile(new(turn.CertificateFile, turn.KeyFile.Length > 0 ? turn.KeyFile : null, Password: null));
            var problem = file.Refresh();
            options.Tls = problem is null ? file.Options : throw new SettingsException([$"Turn:CertificateFile {turn.CertificateFile}: {problem}"]);
        }

        return options;
    }
}
