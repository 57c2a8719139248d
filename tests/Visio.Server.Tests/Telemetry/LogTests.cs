using System.Net.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Visio.Server.Tests.Telemetry;

[Trait("Database", "none")]
public sealed class LogTests
{
    [Fact]
    public async Task The_log_has_no_token_name_address_or_room_code()
    {
        await using var server = await RunningServer.StartAsync();
        using var lines = new LineCollector();
        server.App.Services.GetRequiredService<ILoggerFactory>().AddProvider(lines);
        server.App.Services.GetRequiredService<ILoggerFactory>().CreateLogger("test").LogInformation("the collector works");

        using var host = await server.NewSignedInVisitorAsync("Wilhelmina");
        using var created = await host.PostAsJsonAsync("/api/v1/rooms", new { title = "Restructuring" });
        var slug = (await RunningServer.JsonOf(created)).GetProperty("slug").GetString()!;
        using var joined = await host.PostAsJsonAsync($"/api/v1/rooms/{slug}/join", new { displayName = "Wilhelmina" });
        var token = (await RunningServer.JsonOf(joined)).GetProperty("token").GetString()!;
        using var validated = await host.GetAsync(RunningServer.ValidateUrl(token));
        using var refused = await host.GetAsync(RunningServer.ValidateUrl(token + "x"));
        using var unknown = await host.GetAsync("/api/v1/rooms/zzz-zzzz-zzz");

        var log = string.Join('\n', lines.Lines);
        Assert.Contains("the collector works", log, StringComparison.Ordinal);
        foreach (var secret in new[] { "Wilhelmina", "Restructuring", slug, token, "127.0.0.1", "zzz-zzzz-zzz" })
        {
            Assert.DoesNotContain(secret, log, StringComparison.Ordinal);
        }
    }
}
