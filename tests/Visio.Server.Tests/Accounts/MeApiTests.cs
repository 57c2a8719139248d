using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Visio.Server.Policies;

namespace Visio.Server.Tests.Accounts;

public sealed class MeApiTests
{
    private const string Email = "ana@example.org";

    [Fact]
    public async Task My_account_says_who_I_am_and_my_name_can_change()
    {
        await using var server = await RunningServer.StartAsync();
        var id = await server.AddAsync(Email);
        using var owner = await server.NewVisitorAsync(Email);
        var me = await owner.GetFromJsonAsync<JsonElement>("/api/v1/me");
        Assert.Equal(id, me.GetProperty("id").GetGuid());
        Assert.Equal(Email, me.GetProperty("email").GetString());
        Assert.True(me.GetProperty("hasPassword").GetBoolean());
        Assert.False(me.GetProperty("isAdmin").GetBoolean());

        using var changed = await owner.PatchAsJsonAsync("/api/v1/me", new { displayName = "Ana Maria" });
        Assert.Equal("Ana Maria", (await RunningServer.JsonOf(changed)).GetProperty("displayName").GetString());
        Assert.Equal("Ana Maria", await owner.WhoAsync());
    }

    [Theory]
    [InlineData("""{"displayName":""}""", HttpStatusCode.BadRequest, "invalid_display_name")]
    [InlineData("""{"displayName":"a\u202eb"}""", HttpStatusCode.BadRequest, "invalid_display_name")]
    [InlineData("""{"displayName":["a"]}""", HttpStatusCode.BadRequest, "invalid_request")]
    [InlineData("""{"email":"other"}""", HttpStatusCode.BadRequest, "invalid_email")]
    [InlineData("""{"email":"admin@localhost"}""", HttpStatusCode.Forbidden, "email_fixed")]
    public async Task What_cannot_be_changed_is_refused(string body, HttpStatusCode status, string code)
    {
        await using var server = await RunningServer.StartAsync();
        foreach (var signIn in new object[] { new { displayName = "Ana", email = Email }, new { displayName = "Ana" } })
        {
            using var owner = server.NewVisitor();
            using var signedIn = await owner.PostAsJsonAsync("/api/v1/session", signIn);
            using var refused = await owner.PatchAsync("/api/v1/me", RunningServer.Json(body));
            Assert.Equal(status, refused.StatusCode);
            Assert.Equal(code, await RunningServer.CodeOf(refused));
        }
    }

    [Fact]
    public async Task Where_names_are_the_administrations_nobody_changes_their_own()
    {
        await using var server = await RunningServer.StartAsync();
        await server.AddAsync(Email);
        using var owner = await server.NewVisitorAsync(Email);
        using var admin = server.NewVisitor();
        using var signedIn = await admin.PostAsJsonAsync("/api/v1/session", new { displayName = "Root", email = "admin@localhost" });
        await using (var scope = server.App.Services.CreateAsyncScope())
        {
            await scope.ServiceProvider.GetRequiredService<PolicyStore>().ReplaceAsync(new() { EditableDisplayNames = false }, default);
        }

        using var refused = await owner.PatchAsJsonAsync("/api/v1/me", new { displayName = "Somebody" });
        Assert.Equal("name_fixed", await RunningServer.CodeOf(refused));
        using var allowed = await admin.PatchAsJsonAsync("/api/v1/me", new { displayName = "Chief" });
        Assert.Equal(HttpStatusCode.OK, allowed.StatusCode);
    }

    [Fact]
    public async Task I_see_my_sessions_and_end_one_or_all_others()
    {
        await using var server = await RunningServer.StartAsync();
        await server.AddAsync(Email);
        await server.AddAsync("bob@example.org", name: "Bob");
        using var here = await server.NewVisitorAsync(Email);
        using var there = await server.NewVisitorAsync(Email);
        using var elsewhere = await server.NewVisitorAsync(Email);
        using var bob = await server.NewVisitorAsync("bob@example.org");
        var sessions = (await here.GetFromJsonAsync<JsonElement>("/api/v1/me/sessions")).GetProperty("sessions").EnumerateArray().ToList();
        Assert.Equal(3, sessions.Count);
        Assert.Single(sessions, s => s.GetProperty("current").GetBoolean());
        var current = sessions.Single(s => s.GetProperty("current").GetBoolean()).GetProperty("id").GetString();

        using var foreign = await bob.DeleteAsync($"/api/v1/me/sessions/{current}");
        Assert.Equal("session_not_found", await RunningServer.CodeOf(foreign));
        var theirs = (await there.GetFromJsonAsync<JsonElement>("/api/v1/me/sessions")).GetProperty("sessions").EnumerateArray()
            .Single(s => s.GetProperty("current").GetBoolean()).GetProperty("id").GetString();
        using var ended = await here.DeleteAsync($"/api/v1/me/sessions/{theirs}");
        Assert.Equal(HttpStatusCode.NoContent, ended.StatusCode);
        Assert.Null(await there.WhoAsync());
        Assert.Equal("Ana", await elsewhere.WhoAsync());
        using var twice = await here.DeleteAsync($"/api/v1/me/sessions/{theirs}");
        Assert.Equal("session_not_found", await RunningServer.CodeOf(twice));

        using var all = await here.DeleteAsync("/api/v1/me/sessions");
        Assert.Equal(HttpStatusCode.NoContent, all.StatusCode);
        Assert.Null(await elsewhere.WhoAsync());
        Assert.Equal("Ana", await here.WhoAsync());
        Assert.Equal("Bob", await bob.WhoAsync());
    }

    [Fact]
    public async Task I_take_everything_about_me_with_me()
    {
        await using var server = await RunningServer.StartAsync();
        await server.AddAsync(Email);
        using var owner = await server.NewVisitorAsync(Email);
        using var answer = await owner.GetAsync("/api/v1/me/export");
        Assert.Equal("attachment", answer.Content.Headers.ContentDisposition?.DispositionType);
        Assert.Equal("application/json", answer.Content.Headers.ContentType?.MediaType);
        Assert.Contains(Email, await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task I_erase_myself_when_I_mean_it()
    {
        await using var server = await RunningServer.StartAsync();
        var id = await server.AddAsync(Email);
        using var owner = await server.NewVisitorAsync(Email);
        foreach (var body in new object[] { new { }, new { confirm = "bob@example.org" }, new { confirm = (string?)null } })
        {
            using var refused = await EraseAsync(owner, body);
            Assert.Equal("confirmation_required", await RunningServer.CodeOf(refused));
        }

        using var erased = await EraseAsync(owner, new { confirm = Email });
        Assert.Equal(HttpStatusCode.NoContent, erased.StatusCode);
        Assert.Null(await owner.WhoAsync());
        Assert.False(await server.QueryAsync(db => db.Users.AnyAsync(u => u.Id == id)));
        using var signIn = await owner.SignInAsync(Email);
        Assert.Equal("wrong_credentials", await RunningServer.CodeOf(signIn));
    }

    [Fact]
    public async Task The_last_administrator_stays()
    {
        await using var server = await RunningServer.StartAsync();
        await server.AddAsync(Email, admin: true);
        using var owner = await server.NewVisitorAsync(Email);
        using var refused = await EraseAsync(owner, new { confirm = Email });
        Assert.Equal("last_administrator", await RunningServer.CodeOf(refused));
        await server.AddAsync("bob@example.org", admin: true);
        using var erased = await EraseAsync(owner, new { confirm = Email });
        Assert.Equal(HttpStatusCode.NoContent, erased.StatusCode);
    }

    [Theory]
    [InlineData("GET", "/api/v1/me")]
    [InlineData("PATCH", "/api/v1/me")]
    [InlineData("DELETE", "/api/v1/me")]
    [InlineData("GET", "/api/v1/me/export")]
    [InlineData("PUT", "/api/v1/me/password")]
    [InlineData("GET", "/api/v1/me/sessions")]
    [InlineData("DELETE", "/api/v1/me/sessions")]
    [InlineData("DELETE", "/api/v1/me/sessions/x")]
    [InlineData("GET", "/api/v1/me/passkeys")]
    [InlineData("POST", "/api/v1/me/passkeys")]
    [InlineData("POST", "/api/v1/me/passkeys/options")]
    [InlineData("DELETE", "/api/v1/me/passkeys/x")]
    public async Task Nobody_has_an_account_without_signing_in(string method, string path)
    {
        await using var server = await RunningServer.StartAsync();
        using var visitor = server.NewVisitor();
        using var request = new HttpRequestMessage(new HttpMethod(method), path) { Content = RunningServer.Json("{}") };
        using var refused = await visitor.SendAsync(request);
        Assert.Equal("sign_in_required", await RunningServer.CodeOf(refused));
    }

    private static async Task<HttpResponseMessage> EraseAsync(HttpClient owner, object body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Delete, "/api/v1/me") { Content = JsonContent.Create(body) };
        return await owner.SendAsync(request);
    }
}
