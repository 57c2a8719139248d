using System.Net;
using System.Net.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using Visio.Server.Hosting;

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

        server.App.Services.GetRequiredService<DrainState>().Begin();
        using var health = await visitor.GetAsync("/healthz");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, health.StatusCode);
        using var join = await visitor.PostAsJsonAsync($"/api/v1/rooms/{slug}/join", new { displayName = "Late" });
        Assert.Equal(HttpStatusCode.ServiceUnavailable, join.StatusCode);
        Assert.Equal("draining", await RunningServer.CodeOf(join));
    }

    [Fact]
    public async Task Stopping_drains()
    {
        await using var server = await RunningServer.StartAsync();
        var drain = server.App.Services.GetRequiredService<DrainState>();
        Assert.False(drain.Draining);
        await server.App.StopAsync();
        Assert.True(drain.Draining);
    }
}
