using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Visio.LiveKit;
using Visio.Server.Certificates;
using Visio.Server.Certificates.Acme;
using Visio.Server.Settings;

namespace Visio.Server.Hosting;

/// <summary>Has Kestrel listen where the settings say, with TLS and with media on the same ports.</summary>
internal static class Listening
{
    private static readonly TimeSpan HandshakePatience = TimeSpan.FromSeconds(10);

    /// <exception cref="SettingsException">A certificate cannot be used.</exception>
    public static void ListenOn(this WebApplicationBuilder builder, VisioSettings settings)
    {
        var certificates = settings.HasTls ? ServerCertificates.Open(settings, TimeProvider.System) : null;
        if (certificates is not null)
        {
            builder.Services.AddSingleton(certificates);
            builder.Services.AddSingleton<Telemetry.IMetricsSource>(certificates);
            builder.Services.AddHostedService<CertificateWatch>();
        }

        var challenges = new AcmeChallenges();
        if (settings.Acme is not null)
        {
            builder.Services.AddSingleton(challenges);
            builder.Services.AddHostedService<AcmeRenewal>();
        }

        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            foreach (var address in settings.Urls.Select(BindingAddress.Parse))
            {
                Listen(kestrel, address, listen =>
                {
                    if (certificates is not null && address.Scheme == Uri.UriSchemeHttps)
                    {
                        UseTls(listen, certificates, challenges);
                        if (settings is { MediaOnWebPorts: true, RemoteMedia: null })
                        {
                            listen.UseLiveKitMedia();
                        }
                    }
                });
            }
        });
    }

    /// <summary>
    /// Where an <c>https</c> address is served, requests to others are led there, except those on loopback: monitoring and proxies ask there.
    /// </summary>
    public static void UseTlsForStrangers(this WebApplication app, VisioSettings settings)
    {
        if (settings.Acme is not null)
        {
            app.Map(AcmeChallenges.HttpPath, challenge => challenge.Run(AnswerAcmeAsync));
        }

        var secure = settings.Urls.Select(BindingAddress.Parse).FirstOrDefault(a => a.Scheme == Uri.UriSchemeHttps);
        if (secure is null)
        {
            return;
        }

        var port = settings.PublicWebPort ?? secure.Port;
        app.Use((context, next) =>
        {
            if (context.Request.IsHttps || context.Connection.LocalIpAddress is not { } local || IPAddress.IsLoopback(local) || !context.Request.Host.HasValue)
            {
                return next(context);
            }

            var host = port is 443 or 0 ? new HostString(context.Request.Host.Host) : new HostString(context.Request.Host.Host, port);
            context.Response.Redirect($"https://{host.ToUriComponent()}{context.Request.PathBase}{context.Request.Path}{context.Request.QueryString}", permanent: true, preserveMethod: true);
            return Task.CompletedTask;
        });
    }

    private static Task AnswerAcmeAsync(HttpContext context)
    {
        var answer = context.RequestServices.GetRequiredService<AcmeChallenges>().ForHttp(context.Request.Path.Value?.TrimStart('/') ?? "");
        context.Response.StatusCode = answer is null ? StatusCodes.Status404NotFound : StatusCodes.Status200OK;
        context.Response.ContentType = "application/octet-stream";
        return context.Response.WriteAsync(answer ?? "", context.RequestAborted);
    }

    private static void Listen(KestrelServerOptions kestrel, BindingAddress address, Action<ListenOptions> configure)
    {
        if (address.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase))
        {
            kestrel.ListenLocalhost(address.Port, configure);
        }
        else if (IPAddress.TryParse(address.Host, out var ip))
        {
            kestrel.Listen(ip, address.Port, configure);
        }
        else
        {
            kestrel.ListenAnyIP(address.Port, configure);
        }
    }

    private static void UseTls(ListenOptions listen, ServerCertificates certificates, AcmeChallenges challenges)
    {
        listen.Use(next => AcmeTlsAlpn.Before(next, challenges));
        listen.UseHttps(new TlsHandshakeCallbackOptions
        {
            HandshakeTimeout = HandshakePatience,
            OnConnection = context => ValueTask.FromResult(
                AcmeTlsAlpn.Choose(context.Connection, challenges, context.ClientHelloInfo.ServerName) ?? certificates.Choose(context.ClientHelloInfo.ServerName)),
        });
    }
}
