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
    public async Task Who_guesses_codes_is_told_to_stop_and_the_right_code_works_all_the_same()
    {
        await using var server = await RunningServer.StartAsync(settings => settings with
        {
            RateLimits = new RateLimitSettings { MissesPerAddressPerMinute = 6 },
        });
        var slug = await server.CreateRoomAsync();
        using var guesser = server.NewVisitor();
        for (var i = 0; i < 6; i++)
        {
            using var miss = await guesser.GetAsync($"/api/v1/rooms/aaa-bbbb-cc{(char)('a' + i)}");
            Assert.Equal("room_not_found", await RunningServer.CodeOf(miss));
        }

        using var refused = await guesser.GetAsync("/api/v1/rooms/aaa-bbbb-ccz");
        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        using var neighbour = server.NewVisitor();
        using var join = await neighbour.PostAsJsonAsync("/api/v1/rooms/zzz-bbbb-ccz/join", new { displayName = "Bo" });
        Assert.Equal(HttpStatusCode.TooManyRequests, join.StatusCode);
        using var hit = await guesser.GetAsync($"/api/v1/rooms/{slug}");
        Assert.Equal(HttpStatusCode.OK, hit.StatusCode);
        using var joined = await neighbour.PostAsJsonAsync($"/api/v1/rooms/{slug}/join", new { displayName = "Bo" });
        Assert.Equal(HttpStatusCode.OK, joined.StatusCode);
    }

    [Fact]
    public async Task One_guest_who_joins_again_and_again_is_told_to_wait_and_others_are_not()
    {
        await using var server = await RunningServer.StartAsync(settings => settings with
        {
            RateLimits = new RateLimitSettings { JoinsPerSessionPerMinute = 2 },
        });
        var slug = await server.CreateRoomAsync();
        using var eager = server.NewVisitor();
        var statuses = new List<HttpStatusCode>();
        for (var i = 0; i < 4; i++)
        {
            using var joined = await eager.PostAsJsonAsync($"/api/v1/rooms/{slug}/join", new { displayName = "Bo" });
            statuses.Add(joined.StatusCode);
        }

        // The first comes without a cookie, and is not counted.
        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.TooManyRequests], statuses);
        using var other = server.NewVisitor();
        using var welcome = await other.PostAsJsonAsync($"/api/v1/rooms/{slug}/join", new { displayName = "Cy" });
        Assert.Equal(HttpStatusCode.OK, welcome.StatusCode);
    }

    [Fact]
    public async Task Two_thousand_people_behind_one_address_can_join_at_once()
    {
        await using var server = await RunningServer.StartAsync();
        var slug = await server.CreateRoomAsync();
        var identities = new HashSet<string?>();
        foreach (var crowd in Enumerable.Range(0, 2000).Chunk(50))
        {
            foreach (var joined in await Task.WhenAll(crowd.Select(i => JoinAsSomebodyNewAsync(server, slug, $"Guest {i}"))))
            {
                Assert.Equal(HttpStatusCode.OK, joined.StatusCode);
                identities.Add((await RunningServer.JsonOf(joined)).GetProperty("identity").GetString());
                joined.Dispose();
            }
        }

        Assert.Equal(2000, identities.Count);
    }

    private static async Task<HttpResponseMessage> JoinAsSomebodyNewAsync(RunningServer server, string slug, string name)
    {
        using var visitor = server.NewVisitor();
        return await visitor.PostAsJsonAsync($"/api/v1/rooms/{slug}/join", new { displayName = name });
    }

    private static async Task<HttpStatusCode> Create(HttpClient visitor)
    {
        using var answer = await visitor.PostAsJsonAsync("/api/v1/rooms", new { });
        return answer.StatusCode;
    }
}
