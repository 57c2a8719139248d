using Visio.LiveKit;
using Visio.Server.Hosting;
using Visio.Server.Settings;
using Visio.Server.Telemetry;

namespace Visio.Server.Media;

/// <summary>Sets up what is needed to use a media server elsewhere.</summary>
internal static class RemoteMedia
{
    public const string WebhookPath = "/livekit/webhook";

    /// <summary>What rooms of connection tests begin with.</summary>
    public const string TestPrefix = "test-";

    private static readonly TimeSpan PooledFor = TimeSpan.FromMinutes(1);

    public static void AddRemoteMedia(this IServiceCollection services)
    {
        services.AddSingleton(s => Connect(s.GetRequiredService<VisioSettings>(), s.GetRequiredService<TimeProvider>()));
        services.AddSingleton<ILiveRooms, RemoteRooms>();
        services.AddSingleton<IMetricsSource, RemoteMetrics>();
        services.AddHostedService<RemoteReconciliation>();
    }

    /// <summary>The server that the settings name, not asked anything yet.</summary>
    public static RemoteLiveKit Connect(VisioSettings settings, TimeProvider time) => new(
        new() { Api = settings.RemoteMedia!, ApiKey = settings.ApiKey, ApiSecret = settings.ApiSecret, IsOurs = IsOurs },
        new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, PooledConnectionLifetime = PooledFor },
        time);

    /// <summary>Where clients connect to the server of these APIs.</summary>
    public static string AddressOf(Uri api) =>
        new UriBuilder(api) { Scheme = api.Scheme == Uri.UriSchemeHttps ? "wss" : "ws", Port = api.Port }.Uri.AbsoluteUri.TrimEnd('/');

    public static void MapRemoteMedia(this IEndpointRouteBuilder routes) =>
        routes.MapPost(WebhookPath, ReceiveAsync).WithMetadata(new CookielessAttribute()).ExcludeFromDescription();

    /// <summary>Meetings are named by the ids of their rooms.</summary>
    private static bool IsOurs(string room) =>
        Guid.TryParseExact(room, "N", out _) || room.StartsWith(TestPrefix, StringComparison.Ordinal);

    /// <summary>Takes a webhook: 200, or 401 where the media server has not signed it, which it does not send again.</summary>
    private static async Task<IResult> ReceiveAsync(HttpRequest request, RemoteLiveKit remote, CancellationToken cancellationToken)
    {
        var authorization = request.Headers.Authorization.ToString();
        if (authorization.Length == 0)
        {
            return TypedResults.Unauthorized();
        }

        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body, cancellationToken);
        return await remote.ReceiveAsync(body.ToArray(), authorization) ? TypedResults.Ok() : TypedResults.Unauthorized();
    }
}
