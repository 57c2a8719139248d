using System.Net;
using System.Net.Http.Json;
using Visio.Server.Settings;

namespace Visio.Server.Tests.Hosting;

public sealed class RateLimitTests
{
    [Fact]
    public async Task One_session_that_creates_too_many_rooms_is_told_to_wait_and_others_are_not()
    {
        await using var server = await RunningServer.StartAsync(settings => settings with
        {
            RateLimits = new RateLimitSettings { RoomsPerSessionPerMinute = 2 },
        });
        using var eager = await server.NewSignedInVisitorAsync("Eager");
        Assert.Equal(HttpStatusCode.Created, await Create(eager));
        Assert.Equal(HttpStatusCode.Created, await Create(eager));
        using var refused = await eager.PostAsJsonAsync("/api/v1/rooms", new { });
        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.Equal("too_many_requests", await RunningServer.CodeOf(refused));
        Assert.True(refused.Headers.RetryAfter?.Delta > TimeSpan.Zero);

        using var other = await server.NewSignedInVisitorAsync("Other");
        Assert.Equal(HttpStatusCode.Created, await Create(other));
    }

    [Fact]
    public async Task An_address_cannot_get_round_the_limit_with_new_sessions()
    {
        await using var server = await RunningServer.StartAsync(settings => settings with
        {
            RateLimits = new RateLimitSettings { RoomsPerAddressPerMinute = 4 },
        });
        for (var i = 0; i < 2; i++)
        {
            using var fresh = await server.NewSignedInVisitorAsync();
            Assert.Equal(HttpStatusCode.Created, await Create(fresh));
        }

        using var next = server.NewVisitor();
        using var refused = await next.PostAsJsonAsync("/api/v1/session", new { displayName = "Ana" });
        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
    }

    [Fact]
    public async Task Two_thousand_people_behind_one_address_can_join_at_once()
    {
        await using var server = await RunningServer.StartAsync();
        var slug = await server.CreateRoomAsync();
        using var gateway = server.NewVisitor();
        var identities = new HashSet<string?>();
        foreach (var crowd in Enumerable.Range(0, 2000).Chunk(50))
        {
            var joins = crowd.Select(i => gateway.PostAsJsonAsync($"/api/v1/rooms/{slug}/join", new { displayName = $"Guest {i}" }));
            foreach (var joined in await Task.WhenAll(joins))
            {
                Assert.Equal(HttpStatusCode.OK, joined.StatusCode);
                identities.Add((await RunningServer.JsonOf(joined)).GetProperty("identity").GetString());
                joined.Dispose();
            }
        }

        Assert.Equal(2000, identities.Count);
    }

    private static async Task<HttpStatusCode> Create(HttpClient visitor)
    {
        using var answer = await visitor.PostAsJsonAsync("/api/v1/rooms", new { });
        return answer.StatusCode;
    }
}
