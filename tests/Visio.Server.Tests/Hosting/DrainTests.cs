using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Net.WebSockets;
using Microsoft.Extensions.DependencyInjection;
using Visio.LiveKit;

namespace Visio.Server.Tests.Hosting;

public sealed class DrainTests
{
    [Fact]
    public async Task A_draining_server_says_so_and_lets_nobody_in()
    {
        await using var server = await RunningServer.StartAsync();
        var slug = await server.CreateRoomAsync();
        using var visitor = server.NewVisitor();
        Assert.Equal("ok\n", await visitor.GetStringAsync("/healthz"));

        await server.App.Services.GetRequiredService<LiveKitServer>().DrainAsync(CancellationToken.None);
        using var health = await visitor.GetAsync("/healthz");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, health.StatusCode);
        using var join = await visitor.PostAsJsonAsync($"/api/v1/rooms/{slug}/join", new { displayName = "Late" });
        Assert.Equal(HttpStatusCode.ServiceUnavailable, join.StatusCode);
        Assert.Equal("draining", await RunningServer.CodeOf(join));
    }

    [Fact]
    public async Task Stopping_tells_everybody_and_waits_for_nobody_who_does_not_answer()
    {
        await using var server = await RunningServer.StartAsync(s => s with { DrainTimeout = TimeSpan.FromMinutes(2) });
        var slug = await server.CreateRoomAsync();
        using var polite = await JoinAsync(server, slug);
        using var silent = await JoinAsync(server, slug);

        var leaving = ReadToTheEndAsync(polite);
        var stopping = Stopwatch.StartNew();
        await server.App.StopAsync();
        stopping.Stop();

        await leaving.WaitAsync(TimeSpan.FromSeconds(60));
        Assert.Equal(WebSocketCloseStatus.NormalClosure, polite.CloseStatus);

        // Two seconds are for the one that keeps silent; far less than the time after which the host would cut off everybody.
        Assert.InRange(stopping.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(60));
    }

    private static async Task<ClientWebSocket> JoinAsync(RunningServer server, string slug)
    {
        using var visitor = server.NewVisitor();
        using var joined = await visitor.PostAsJsonAsync($"/api/v1/rooms/{slug}/join", new { displayName = "Ana" });
        joined.EnsureSuccessStatusCode();
        var token = (await RunningServer.JsonOf(joined)).GetProperty("token").GetString();
        var socket = new ClientWebSocket();
        await socket.ConnectAsync(new Uri($"ws://{server.Address.Authority}/rtc/v1?join_request=CAA&access_token={token}"), CancellationToken.None);
        return socket;
    }

    private static async Task ReadToTheEndAsync(ClientWebSocket socket)
    {
        var buffer = new byte[64 * 1024];
        while ((await socket.ReceiveAsync(buffer, CancellationToken.None)).MessageType != WebSocketMessageType.Close)
        {
        }

        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, "", CancellationToken.None);
    }
}
