using System.Net;
using Visio.Server.Hosting;

namespace Visio.Server.Tests.Hosting;

[Trait("Database", "none")]
public sealed class WebClientTests
{
    [Theory]
    [InlineData("/")]
    [InlineData("/abc-defg-hij")]
    [InlineData("/settings/audio")]
    public async Task Every_page_is_the_client_and_is_asked_for_anew(string path)
    {
        using var web = BuiltClient();
        await using var server = await RunningServer.StartAsync(settings => settings with { WebRoot = web.Path });
        using var answer = await Navigate(server, path);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("<!doctype html>client", await answer.Content.ReadAsStringAsync());
        Assert.Equal("text/html", answer.Content.Headers.ContentType?.MediaType);
        Assert.True(answer.Headers.CacheControl?.NoCache);
    }

    [Fact]
    public async Task Files_whose_names_change_with_their_content_are_kept_for_ever()
    {
        using var web = BuiltClient();
        await using var server = await RunningServer.StartAsync(settings => settings with { WebRoot = web.Path });
        using var visitor = server.NewVisitor();
        using var hashed = await visitor.GetAsync("/assets/index-abc123.js");
        Assert.Equal("text/javascript", hashed.Content.Headers.ContentType?.MediaType);
        Assert.Contains("immutable", hashed.Headers.CacheControl?.ToString(), StringComparison.Ordinal);
        using var named = await visitor.GetAsync("/icon.svg");
        Assert.True(named.Headers.CacheControl?.NoCache);
    }

    [Theory]
    [InlineData("/assets/gone-123.js", "*/*")]
    [InlineData("/assets/gone-123.js", "text/html")]
    [InlineData("/favicon.ico", "image/*")]
    [InlineData("/rtc/v9", "text/html")]
    [InlineData("/twirp/none", "text/html")]
    public async Task What_is_no_page_and_not_there_is_not_found(string path, string accept)
    {
        using var web = BuiltClient();
        await using var server = await RunningServer.StartAsync(settings => settings with { WebRoot = web.Path });
        using var answer = await Navigate(server, path, accept);
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Fact]
    public async Task An_unknown_path_of_the_API_is_a_problem_and_not_a_page()
    {
        using var web = BuiltClient();
        await using var server = await RunningServer.StartAsync(settings => settings with { WebRoot = web.Path });
        using var answer = await Navigate(server, "/api/v1/nothing");
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Equal("not_found", await RunningServer.CodeOf(answer));
    }

    [Theory]
    [InlineData("GET", "/", null)]
    [InlineData("HEAD", "/", null)]
    [InlineData("HEAD", "/", "*/*")]
    [InlineData("HEAD", "/abc-defg-hij", "text/html")]
    public async Task The_front_door_answers_whatever_is_accepted_and_HEAD_is_GET_without_content(string method, string path, string? accept)
    {
        using var web = BuiltClient();
        await using var server = await RunningServer.StartAsync(settings => settings with { WebRoot = web.Path });
        using var visitor = server.NewVisitor();
        using var probe = new HttpRequestMessage(new HttpMethod(method), path);
        if (accept is not null)
        {
            probe.Headers.Accept.ParseAdd(accept);
        }

        using var answer = await visitor.SendAsync(probe);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("text/html", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal(method == "GET", (await answer.Content.ReadAsByteArrayAsync()).Length > 0);
    }

    [Fact]
    public async Task No_file_outside_the_client_can_be_had()
    {
        using var web = BuiltClient();
        await using var server = await RunningServer.StartAsync(settings => settings with { WebRoot = web["assets"] });
        using var answer = await Navigate(server, "/%2e%2e/icon.svg", "*/*");
        Assert.NotEqual(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task A_client_that_is_not_built_is_said_plainly()
    {
        await using var server = await RunningServer.StartAsync(settings => settings with { WebRoot = null });
        using var answer = await Navigate(server, "/");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Contains("make run", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pages_may_not_load_from_or_be_framed_by_another_host()
    {
        using var web = BuiltClient();
        await using var server = await RunningServer.StartAsync(settings => settings with { WebRoot = web.Path });
        using var answer = await Navigate(server, "/");
        var policy = Assert.Single(answer.Headers.GetValues("Content-Security-Policy"));
        var directives = policy.Split("; ").Select(directive => directive.Split(' ')).ToDictionary(words => words[0], words => words[1..]);
        Assert.Equal(["'self'"], directives["default-src"]);
        Assert.Equal(["'self'", "'wasm-unsafe-eval'"], directives["script-src"]);
        Assert.Equal(["'self'"], directives["style-src"]);
        Assert.Equal(["'self'", $"ws://{server.Address.Authority}"], directives["connect-src"]);
        Assert.Equal(["'none'"], directives["frame-ancestors"]);
        Assert.Equal(["'none'"], directives["object-src"]);
        Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Equal("no-referrer", answer.Headers.GetValues("Referrer-Policy").Single());
        Assert.Contains("camera=(self)", answer.Headers.GetValues("Permissions-Policy").Single(), StringComparison.Ordinal);
        Assert.False(answer.Headers.Contains("Server"));
    }

    [Fact]
    public async Task The_media_server_alone_has_no_product_and_answers_OK()
    {
        await using var server = await RunningServer.StartAsync(build: MediaHost.Build);
        using var visitor = server.NewVisitor();
        Assert.Equal("OK", await visitor.GetStringAsync("/"));
        using var api = await visitor.GetAsync("/api/v1/session");
        Assert.Equal(HttpStatusCode.NotFound, api.StatusCode);
        Assert.Equal("ok\n", await visitor.GetStringAsync("/healthz"));
    }

    private static async Task<HttpResponseMessage> Navigate(RunningServer server, string path, string accept = "text/html")
    {
        using var visitor = server.NewVisitor();
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Accept.ParseAdd(accept);
        return await visitor.SendAsync(request);
    }

    private static TemporaryFolder BuiltClient()
    {
        var web = new TemporaryFolder();
        File.WriteAllText(web["index.html"], "<!doctype html>client");
        File.WriteAllText(web["icon.svg"], "<svg/>");
        Directory.CreateDirectory(web["assets"]);
        File.WriteAllText(web["assets/index-abc123.js"], "export {}");
        return web;
    }
}
