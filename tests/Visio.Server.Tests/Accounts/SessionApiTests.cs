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
        Assert.Equal(HttpStatusCode.OK, signedOut.StatusCode);
        var after = await visitor.GetFromJsonAsync<JsonElement>("/api/v1/session");
        Assert.Equal(JsonValueKind.Null, after.GetProperty("user").ValueKind);
    }

    [Fact]
    public async Task With_an_address_dev_signs_in_the_same_account_each_time()
    {
        await using var server = await RunningServer.StartAsync();
        var first = await SignInAsync(server, new { displayName = "Ana", email = "ana@example.org" });
        var second = await SignInAsync(server, new { displayName = "Ana B", email = "ANA@example.org" });
        var other = await SignInAsync(server, new { displayName = "Ana" });
        Assert.Equal(first.GetProperty("id").GetGuid(), second.GetProperty("id").GetGuid());
        Assert.Equal("Ana B", second.GetProperty("displayName").GetString());
        Assert.Equal("ana@example.org", second.GetProperty("email").GetString());
        Assert.NotEqual(first.GetProperty("id").GetGuid(), other.GetProperty("id").GetGuid());
        Assert.Equal(JsonValueKind.Null, other.GetProperty("email").ValueKind);
    }

    [Fact]
    public async Task The_administrator_of_dev_is_admin_at_localhost()
    {
        await using var server = await RunningServer.StartAsync();
        Assert.True((await SignInAsync(server, new { displayName = "Root", email = "admin@localhost" })).GetProperty("isAdmin").GetBoolean());
        Assert.False((await SignInAsync(server, new { displayName = "Ana", email = "ana@localhost" })).GetProperty("isAdmin").GetBoolean());
    }

    [Theory]
    [InlineData("""{"displayName":"Ana","email":"no address"}""", "invalid_email")]
    [InlineData("""{"displayName":"Ana","email":"a@b\u0000.org"}""", "invalid_email")]
    [InlineData("""{"displayName":"Ana","email":""}""", "invalid_email")]
    [InlineData("""{"displayName":"Ana","email":7}""", "invalid_request")]
    [InlineData("""{"displayName":"a\u202eb"}""", "invalid_display_name")]
    [InlineData("{}", "invalid_display_name")]
    [InlineData("[]", "invalid_request")]
    public async Task What_makes_no_sense_is_refused(string body, string code)
    {
        await using var server = await RunningServer.StartAsync();
        using var visitor = server.NewVisitor();
        using var refused = await visitor.PostAsync("/api/v1/session", RunningServer.Json(body));
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.Equal(code, await RunningServer.CodeOf(refused));
    }

    [Fact]
    public async Task The_cookie_of_before_a_sign_in_is_nobody_after_it()
    {
        await using var server = await RunningServer.StartAsync();
        using var visitor = server.NewVisitor();
        using var first = await visitor.PostAsJsonAsync("/api/v1/session", new { displayName = "Ana" });
        var stolen = first.Headers.GetValues("Set-Cookie").Single().Split(';')[0];
        using var second = await visitor.PostAsJsonAsync("/api/v1/session", new { displayName = "Ana" });
        Assert.NotEqual(stolen, second.Headers.GetValues("Set-Cookie").Single().Split(';')[0]);

        using var thief = server.NewVisitor();
        thief.DefaultRequestHeaders.Add("Cookie", stolen);
        Assert.Equal(JsonValueKind.Null, (await thief.GetFromJsonAsync<JsonElement>("/api/v1/session")).GetProperty("user").ValueKind);
        Assert.NotEqual(JsonValueKind.Null, (await visitor.GetFromJsonAsync<JsonElement>("/api/v1/session")).GetProperty("user").ValueKind);
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

    private static async Task<JsonElement> SignInAsync(RunningServer server, object request)
    {
        using var visitor = server.NewVisitor();
        using var answer = await visitor.PostAsJsonAsync("/api/v1/session", request);
        answer.EnsureSuccessStatusCode();
        return (await RunningServer.JsonOf(answer)).GetProperty("user");
    }
}
