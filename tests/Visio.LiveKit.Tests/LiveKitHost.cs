using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Visio.LiveKit.Tokens;

namespace Visio.LiveKit.Tests;

/// <summary>A LiveKit server on a real Kestrel, on loopback ports that the system chooses.</summary>
public sealed class LiveKitHost : IAsyncLifetime
{
    public const string Key = "devkey";
    public const string Secret = "secret";

    private readonly WebApplication _app;

    public LiveKitHost()
        : this(_ => { })
    {
    }

    internal LiveKitHost(Action<LiveKitOptions> configure, TimeProvider? time = null)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(k => k.Listen(IPAddress.Loopback, 0));
        builder.Services.AddSingleton(time ?? TimeProvider.System);
        builder.Services.AddLiveKit(o =>
        {
            o.Keys[Key] = Secret;
            o.MediaPort = 0;
            o.MediaTcpPort = 0;
            o.MediaBindAddress = IPAddress.Loopback;
            o.AdvertisedAddresses.Add(IPAddress.Loopback);
            if (int.TryParse(Environment.GetEnvironmentVariable("VISIO_TEST_LOOPS"), out var loops))
            {
                // Everybody in a room is on another loop than who came before.
                (o.MediaLoops, o.PeersOfRoomPerLoop) = (loops, 1);
            }

            configure(o);
        });
        _app = builder.Build();
        _app.MapLiveKit();
        _app.MapLiveKitHealth();
    }

    public HttpClient Http { get; } = new();

    internal Uri Address => Http.BaseAddress!;

    internal LiveKitServer Server => _app.Services.GetRequiredService<LiveKitServer>();

    public async Task InitializeAsync()
    {
        await _app.StartAsync();
        Http.BaseAddress = new Uri(_app.Urls.Single());
    }

    public async Task DisposeAsync()
    {
        Http.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    internal static string Token(string identity, string room, VideoGrant? grant = null, TimeSpan? lifetime = null) =>
        new AccessToken
        {
            Identity = identity,
            Name = identity,
            Video = (grant ?? new()) with { RoomJoin = true, Room = room },
        }.Sign(Key, Secret, TimeProvider.System.GetUtcNow(), lifetime ?? TimeSpan.FromHours(1));

    internal static string AdminToken(string room, string destination = "") =>
        new AccessToken { Video = new() { RoomAdmin = true, RoomCreate = true, RoomList = true, RoomRecord = true, IngressAdmin = true, Room = room, DestinationRoom = destination } }
            .Sign(Key, Secret, TimeProvider.System.GetUtcNow(), TimeSpan.FromHours(1));
}
