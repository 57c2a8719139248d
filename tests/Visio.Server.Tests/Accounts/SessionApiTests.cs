using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Visio.Server.Tests.Accounts;

public sealed class SessionApiTests
{
    [Fact]
    public async Task Signing_in_and_out_changes_who_the_caller_is()
    {
        await using var server = await RunningServer.StartAsync();
        using var visitor = server.NewVisitor();
        var before = await visitor.GetFromJsonAsync<JsonElement>("/api/v1/session");
        Assert.Equal(JsonValueKind.Null, before.GetProperty("user").ValueKind);
        Assert.True(before.GetProperty("devSignIn").GetBoolean());

        using var signedIn = await visitor.PostAsJsonAsync("/api/v1/session", new { displayName = "Ana" });
        Assert.Equal(HttpStatusCode.OK, signedIn.StatusCode);
        var during = await visitor.GetFromJsonAsync<JsonElement>("/api/v1/session");
        Assert.Equal("Ana", during.GetProperty("user").GetProperty("displayName").GetString());

        using var signedOut = await visitor.DeleteAsync("/api/v1/session");
        Assert.Equal(HttpStatusCode.NoContent, signedOut.StatusCode);
        var after = await visitor.GetFromJsonAsync<JsonElement>("/api/v1/session");
        Assert.Equal(JsonValueKind.Null, after.GetProperty("user").ValueKind);
    }

    [Fact]
    public async Task The_cookie_is_out_of_reach_of_scripts_and_other_sites()
    {
        await using var server = await RunningServer.StartAsync();
        using var visitor = server.NewVisitor();
        using var answer = await visitor.PostAsJsonAsync("/api/v1/session", new { displayName = "Anastasia" });
        var cookie = Assert.Single(answer.Headers.GetValues("Set-Cookie"));
        Assert.StartsWith("visio_session=", cookie, StringComparison.Ordinal);
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=lax", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("Anastasia", cookie, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_session_outlives_a_restart()
    {
        using var data = new TemporaryFolder();
        string cookie;
        await using (var first = await RunningServer.StartAsync(data: data))
        {
            using var visitor = first.NewVisitor();
            using var answer = await visitor.PostAsJsonAsync("/api/v1/session", new { displayName = "Ana" });
            cookie = answer.Headers.GetValues("Set-Cookie").Single().Split(';')[0];
        }

        await using var second = await RunningServer.StartAsync(data: data);
        using var returning = second.NewVisitor();
        returning.DefaultRequestHeaders.Add("Cookie", cookie);
        var session = await returning.GetFromJsonAsync<JsonElement>("/api/v1/session");
        Assert.Equal("Ana", session.GetProperty("user").GetProperty("displayName").GetString());
    }

    [Fact]
    public async Task A_cookie_that_was_tampered_with_is_nobody()
    {
        await using var server = await RunningServer.StartAsync();
        using var visitor = server.NewVisitor();
        visitor.DefaultRequestHeaders.Add("Cookie", "visio_session=CfDJ8AAAAAAAAAAAAAAAAAAAAAA");
        var session = await visitor.GetFromJsonAsync<JsonElement>("/api/v1/session");
        Assert.Equal(JsonValueKind.Null, session.GetProperty("user").ValueKind);
    }

    [Fact]
    public async Task A_bad_name_opens_no_session()
    {
        await using var server = await RunningServer.StartAsync();
        using var visitor = server.NewVisitor();
        using var refused = await visitor.PostAsJsonAsync("/api/v1/session", new { displayName = " " });
        Assert.Equal("invalid_display_name", await RunningServer.CodeOf(refused));
        Assert.False(refused.Headers.Contains("Set-Cookie"));
    }

    [Fact]
    public async Task Without_dev_there_is_no_sign_in_with_a_name_alone()
    {
        await using var server = await RunningServer.StartAsync(dev: false);
        using var visitor = server.NewVisitor();
        using var refused = await visitor.PostAsJsonAsync("/api/v1/session", new { displayName = "Ana" });
        Assert.Equal(HttpStatusCode.NotFound, refused.StatusCode);
        Assert.Equal("not_found", await RunningServer.CodeOf(refused));
        var session = await visitor.GetFromJsonAsync<JsonElement>("/api/v1/session");
        Assert.False(session.GetProperty("devSignIn").GetBoolean());
    }
}
