using System.Net;
using Visio.LiveKit.Tokens;

namespace Visio.LiveKit.Tests.Signalling;

public sealed class SignallingEndpointTests(LiveKitHost host) : IClassFixture<LiveKitHost>
{
    private static readonly string Join = JoinRequests.Plain(JoinRequests.Default());

    public static TheoryData<string, string, HttpStatusCode, string> Refusals()
    {
        var now = TimeProvider.System.GetUtcNow();
        var hour = TimeSpan.FromHours(1);
        string Sign(AccessToken token) => token.Sign(LiveKitHost.Key, LiveKitHost.Secret, now, hour);
        var ann = LiveKitHost.Token("ann", "room");
        return new()
        {
            { "", Join, HttpStatusCode.Unauthorized, "no permissions to access the room" },
            { "Basic x", Join, HttpStatusCode.Unauthorized, "invalid authorization header. Must start with Bearer " },
            { "Bearer x", Join, HttpStatusCode.Unauthorized, "invalid authorization token" },
            { "Bearer " + new AccessToken { Identity = "a" }.Sign("no", "secret", now, hour), Join, HttpStatusCode.Unauthorized, "invalid API key" },
            { "Bearer " + new AccessToken { Identity = "a" }.Sign(LiveKitHost.Key, "no", now, hour), Join, HttpStatusCode.Unauthorized, "invalid authorization token: error in cryptographic primitive" },
            { "Bearer " + LiveKitHost.Token("ann", "room", lifetime: TimeSpan.FromHours(-1)), Join, HttpStatusCode.Unauthorized, "invalid authorization token: token is expired or not valid yet" },
            { "Bearer " + Sign(new() { Identity = "a" }), Join, HttpStatusCode.Unauthorized, "no permissions to access the room" },
            { "Bearer " + Sign(new() { Identity = "a", Video = new() { Room = "room" } }), Join, HttpStatusCode.Unauthorized, "no permissions to access the room" },
            { "Bearer " + LiveKitHost.Token("", "room"), Join, HttpStatusCode.BadRequest, "identity cannot be empty" },
            { "Bearer " + LiveKitHost.Token(new string('i', 257), "room"), Join, HttpStatusCode.BadRequest, "identity is too long" },
            { "Bearer " + LiveKitHost.Token("ann", ""), Join, HttpStatusCode.BadRequest, "no room name" },
            { "Bearer " + LiveKitHost.Token("ann", new string('r', 257)), Join, HttpStatusCode.BadRequest, "room name is too long" },
            { "Bearer " + ann, "", HttpStatusCode.BadRequest, "join_request is required" },
            { "Bearer " + ann, "%21", HttpStatusCode.BadRequest, "join_request cannot be decoded" },
            { "Bearer " + ann, Metadata(), HttpStatusCode.Unauthorized, "no permission to set own metadata" },
            { "Bearer " + ann, Join, HttpStatusCode.OK, "success" },
        };
    }

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task Validation_answers_with_the_status_and_text_of_the_first_failing_check(
        string authorization, string joinRequest, HttpStatusCode status, string text)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/rtc/v1/validate?join_request=" + joinRequest);
        if (authorization.Length > 0)
        {
            request.Headers.TryAddWithoutValidation("Authorization", authorization);
        }

        using var response = await host.Http.SendAsync(request);

        Assert.Equal(text, await response.Content.ReadAsStringAsync());
        Assert.Equal(status, response.StatusCode);
        Assert.Equal("*", response.Headers.GetValues("Access-Control-Allow-Origin").Single());
    }

    [Fact]
    public async Task The_token_may_travel_in_the_query() =>
        Assert.Equal("success", await host.Http.GetStringAsync($"/rtc/v1/validate?access_token={LiveKitHost.Token("ann", "room")}&join_request={Join}"));

    [Fact]
    public async Task A_double_slash_is_collapsed() =>
        Assert.Equal("success", await host.Http.GetStringAsync(
            new Uri($"{host.Http.BaseAddress}/rtc/v1/validate?access_token={LiveKitHost.Token("ann", "room")}&join_request={Join}")));

    [Fact]
    public async Task A_request_line_of_sixty_kibibytes_is_read()
    {
        using var response = await host.Http.GetAsync(new Uri($"/rtc/v1/validate?join_request={new string('A', 60_000)}", UriKind.Relative));

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    [Fact]
    public async Task A_request_that_is_no_upgrade_is_not_found()
    {
        using var response = await host.Http.GetAsync(new Uri($"/rtc/v1?access_token={LiveKitHost.Token("ann", "room")}&join_request={Join}", UriKind.Relative));

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Equal("", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task The_older_join_is_checked_as_the_newer_one_is()
    {
        var token = LiveKitHost.Token("ann", "room");
        Assert.Equal("success", await host.Http.GetStringAsync($"/rtc/validate?access_token={token}&protocol=9&&auto_subscribe=1&sdk=go"));
        Assert.Equal((HttpStatusCode.Unauthorized, "no permissions to access the room"), await GetAsync("/rtc/validate?protocol=9"));
        Assert.Equal((HttpStatusCode.Unauthorized, "no permission to set own metadata"), await GetAsync($"/rtc/validate?access_token={token}&metadata=mine"));
        Assert.Equal((HttpStatusCode.BadRequest, "attributes cannot be decoded"), await GetAsync($"/rtc/validate?access_token={token}&attributes=!"));
        Assert.Equal(HttpStatusCode.Forbidden, (await GetAsync($"/rtc/validate?access_token={token}&publish=screen")).Status);
        Assert.Equal((HttpStatusCode.NotFound, ""), await GetAsync($"/rtc?access_token={token}"));
    }

    [Fact]
    public async Task A_preflight_is_answered_for_every_origin()
    {
        using var request = new HttpRequestMessage(HttpMethod.Options, "/twirp/livekit.RoomService/ListRooms");
        request.Headers.Add("Origin", "https://example.org");
        request.Headers.Add("Access-Control-Request-Method", "POST");
        request.Headers.Add("Access-Control-Request-Headers", "authorization,content-type");

        using var response = await host.Http.SendAsync(request);

        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
        Assert.Equal("*", response.Headers.GetValues("Access-Control-Allow-Origin").Single());
        Assert.Contains("authorization", response.Headers.GetValues("Access-Control-Allow-Headers").Single(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_health_of_the_server_is_ok() => Assert.Equal("OK", await host.Http.GetStringAsync("/"));

    private async Task<(HttpStatusCode Status, string Text)> GetAsync(string path)
    {
        using var response = await host.Http.GetAsync(new Uri(path, UriKind.Relative));
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    private static string Metadata()
    {
        var request = JoinRequests.Default();
        request.Metadata = "mine";
        return JoinRequests.Plain(request);
    }
}
