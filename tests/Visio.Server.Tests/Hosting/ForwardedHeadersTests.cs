using System.Net;
using System.Net.Http.Json;

namespace Visio.Server.Tests.Hosting;

[Trait("Database", "none")]
public sealed class ForwardedHeadersTests
{
    [Fact]
    public async Task A_trusted_proxy_says_which_address_people_use()
    {
        await using var server = await RunningServer.StartAsync(settings => settings with { TrustedProxies = [IPNetwork.Parse("127.0.0.0/8")] });
        Assert.Equal("wss://visio.example", await ServerUrlOfJoin(server));
    }

    [Fact]
    public async Task Nobody_else_is_believed()
    {
        await using var server = await RunningServer.StartAsync();
        Assert.Equal($"ws://{server.Address.Authority}", await ServerUrlOfJoin(server));
    }

    private static async Task<string?> ServerUrlOfJoin(RunningServer server)
    {
        var slug = await server.CreateRoomAsync();
        using var guest = server.NewVisitor();
        guest.DefaultRequestHeaders.Add("X-Forwarded-Proto", "https");
        guest.DefaultRequestHeaders.Add("X-Forwarded-Host", "visio.example");
        guest.DefaultRequestHeaders.Add("X-Forwarded-For", "203.0.113.9");
        using var joined = await guest.PostAsJsonAsync($"/api/v1/rooms/{slug}/join", new { displayName = "Bo" });
        return (await RunningServer.JsonOf(joined)).GetProperty("serverUrl").GetString();
    }
}
