using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Visio.Server.Tests.Admin;

namespace Visio.Server.Tests.Applications;

public sealed class TokenApiTests
{
    [Fact]
    public async Task A_program_acts_for_a_user_of_its_domains()
    {
        await using var server = await RunningServer.StartAsync();
        using var admin = await server.NewAdminAsync();
        var (ana, _) = await server.NewUserAsync("Ana", "ana@ministry.test");
        using var browser = ana;
        var application = await TestApplication.CreateAsync(server, admin, "rooms:create rooms:read", "ministry.test");
        using var answer = await application.AskForTokenAsync("Ana@Ministry.test", "rooms:create");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.True(answer.Headers.CacheControl?.NoStore);
        var given = await RunningServer.JsonOf(answer);
        Assert.Equal("Bearer", given.GetProperty("token_type").GetString());
        Assert.Equal(3600, given.GetProperty("expires_in").GetInt32());
        Assert.Equal("rooms:create", given.GetProperty("scope").GetString());

        using var program = TestApplication.Bearer(server, given.GetProperty("access_token").GetString()!);
        using var created = await program.PostAsJsonAsync("/api/v1/rooms", new { title = "Council" });
        Assert.Equal(HttpStatusCode.Created, created.StatusCode);
        var owner = await server.InDatabaseAsync(db => (from m in db.RoomMembers join u in db.Users on m.UserId equals u.Id select u.DisplayName).SingleAsync());
        Assert.Equal("Ana", owner);
    }

    [Fact]
    public async Task The_secret_travels_in_the_header_and_the_request_as_JSON_as_well()
    {
        await using var server = await RunningServer.StartAsync();
        using var admin = await server.NewAdminAsync();
        var application = await TestApplication.CreateAsync(server, admin, "rooms:read", "");
        var basic = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{application.ClientId}:{application.Secret}")));
        using var byHeader = await application.AskAsync([new("grant_type", "client_credentials")], basic);
        Assert.Equal(HttpStatusCode.OK, byHeader.StatusCode);
        using var twice = await application.AskAsync([new("grant_type", "client_credentials"), new("client_secret", application.Secret)], basic);
        Assert.Equal("invalid_request", await ErrorOf(twice, HttpStatusCode.BadRequest));
        using var other = await application.AskAsync([new("grant_type", "client_credentials"), new("client_id", "app_other")], basic);
        Assert.Equal("invalid_client", await ErrorOf(other, HttpStatusCode.Unauthorized));

        using var program = server.NewVisitor();
        using var asJson = await program.PostAsJsonAsync(TestApplication.TokenUrl, new { grant_type = "client_credentials", client_id = application.ClientId, client_secret = application.Secret });
        Assert.Equal(HttpStatusCode.OK, asJson.StatusCode);
    }

    [Theory]
    [InlineData("grant_type", "", "invalid_request", 400)]
    [InlineData("grant_type", "password", "unsupported_grant_type", 400)]
    [InlineData("client_id", "", "invalid_client", 401)]
    [InlineData("client_id", "app_nobody", "invalid_client", 401)]
    [InlineData("client_secret", "", "invalid_client", 401)]
    [InlineData("client_secret", "wrong", "invalid_client", 401)]
    [InlineData("scope", "rooms:fly", "invalid_scope", 400)]
    [InlineData("scope", "rooms:delete", "invalid_scope", 400)]
    [InlineData("scope", "rooms:read rooms:delete", "invalid_scope", 400)]
    [InlineData("scope", " ", "invalid_scope", 400)]
    [InlineData("act_for", "nobody", "invalid_request", 400)]
    [InlineData("act_for", "a@b@ministry.test", "invalid_request", 400)]
    [InlineData("act_for", "Ana <ana@ministry.test>", "invalid_request", 400)]
    [InlineData("act_for", "\0@ministry.test", "invalid_request", 400)]
    [InlineData("act_for", "ana@elsewhere.test", "unauthorized_client", 400)]
    [InlineData("act_for", "ana@sub.ministry.test", "unauthorized_client", 400)]
    [InlineData("act_for", "ana@ministry.test.evil.test", "unauthorized_client", 400)]
    public async Task Refusals_are_those_of_the_RFC(string field, string value, string error, int status)
    {
        await using var server = await RunningServer.StartAsync();
        using var admin = await server.NewAdminAsync();
        var application = await TestApplication.CreateAsync(server, admin, "rooms:read", "ministry.test");
        var form = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["grant_type"] = "client_credentials",
            ["client_id"] = application.ClientId,
            ["client_secret"] = application.Secret,
            [field] = value,
        };
        using var refused = await application.AskAsync(form);
        Assert.Equal(error, await ErrorOf(refused, (HttpStatusCode)status));
        Assert.Equal(status == 401, refused.Headers.WwwAuthenticate.Count > 0);
        Assert.Equal(0, await server.InDatabaseAsync(db => db.ApplicationTokens.CountAsync()));
    }

    [Theory]
    [InlineData("grant_type=client_credentials&grant_type=client_credentials", "application/x-www-form-urlencoded")]
    [InlineData("{", "application/json")]
    [InlineData("null", "application/json")]
    [InlineData("[]", "application/json")]
    [InlineData("""{"grant_type":1}""", "application/json")]
    [InlineData("""{"grant_type":"client_credentials","grant_type":"client_credentials"}""", "application/json")]
    public async Task What_cannot_be_read_is_an_invalid_request(string body, string contentType)
    {
        await using var server = await RunningServer.StartAsync();
        using var program = server.NewVisitor();
        using var refused = await program.PostAsync(TestApplication.TokenUrl, new StringContent(body, Encoding.UTF8, contentType));
        Assert.Equal("invalid_request", await ErrorOf(refused, HttpStatusCode.BadRequest));
    }

    [Fact]
    public async Task Hostile_text_and_other_forms_are_refused_politely()
    {
        await using var server = await RunningServer.StartAsync();
        using var program = server.NewVisitor();
        using var nul = await program.PostAsync(TestApplication.TokenUrl, RunningServer.Json("""{"grant_type":"client_credentials","client_id":"\u0000","client_secret":"\u0000"}"""));
        Assert.Equal("invalid_client", await ErrorOf(nul, HttpStatusCode.Unauthorized));
        using var text = await program.PostAsync(TestApplication.TokenUrl, new StringContent("grant_type=client_credentials", Encoding.UTF8, "text/plain"));
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, text.StatusCode);
    }

    [Fact]
    public async Task Only_an_application_for_all_domains_acts_for_anybody()
    {
        await using var server = await RunningServer.StartAsync();
        using var admin = await server.NewAdminAsync();
        var nobody = await TestApplication.CreateAsync(server, admin, "rooms:read", "");
        using var refused = await nobody.AskForTokenAsync("ana@ministry.test");
        Assert.Equal("unauthorized_client", await ErrorOf(refused, HttpStatusCode.BadRequest));
        var everybody = await TestApplication.CreateAsync(server, admin, "rooms:read", "*");
        using var given = await everybody.AskForTokenAsync("ana@ministry.test");
        Assert.Equal(HttpStatusCode.OK, given.StatusCode);
    }

    [Fact]
    public async Task The_policy_decides_whether_somebody_unknown_becomes_a_user()
    {
        await using var server = await RunningServer.StartAsync();
        using var admin = await server.NewAdminAsync();
        var application = await TestApplication.CreateAsync(server, admin, "rooms:read", "ministry.test");
        await application.TokenAsync("new@ministry.test");
        Assert.Equal(1, await server.InDatabaseAsync(db => db.Users.CountAsync(u => u.NormalizedEmail == "NEW@MINISTRY.TEST")));

        using var put = await admin.PutAsJsonAsync("/api/v1/admin/policy", new { provisionalUsers = false });
        put.EnsureSuccessStatusCode();
        using var refused = await application.AskForTokenAsync("newer@ministry.test");
        Assert.Equal("invalid_grant", await ErrorOf(refused, HttpStatusCode.BadRequest));
        Assert.Equal(0, await server.InDatabaseAsync(db => db.Users.CountAsync(u => u.NormalizedEmail == "NEWER@MINISTRY.TEST")));
    }

    [Fact]
    public async Task Nobody_acts_for_a_user_who_is_disabled()
    {
        await using var server = await RunningServer.StartAsync();
        using var admin = await server.NewAdminAsync();
        var (ana, id) = await server.NewUserAsync("Ana", "ana@ministry.test");
        ana.Dispose();
        var application = await TestApplication.CreateAsync(server, admin, "rooms:create", "ministry.test");
        using var program = await application.NewProgramAsync("ana@ministry.test");
        await server.InDatabaseAsync(db => db.Users.Where(u => u.Id == id).ExecuteUpdateAsync(u => u.SetProperty(x => x.DisabledAt, DateTimeOffset.UnixEpoch)));
        using var refused = await program.PostAsJsonAsync("/api/v1/rooms", new { });
        Assert.Equal("invalid_token", await RunningServer.CodeOf(refused));
        using var noToken = await application.AskForTokenAsync("ana@ministry.test");
        Assert.Equal("invalid_grant", await ErrorOf(noToken, HttpStatusCode.BadRequest));
    }

    [Theory]
    [InlineData("disable")]
    [InlineData("secret")]
    [InlineData("scopes")]
    [InlineData("delete")]
    public async Task What_an_administrator_changes_takes_tokens_back_at_once(string change)
    {
        await using var server = await RunningServer.StartAsync();
        using var admin = await server.NewAdminAsync();
        var application = await TestApplication.CreateAsync(server, admin, "rooms:read", "*");
        using var program = await application.NewProgramAsync();
        Assert.Equal("room_not_found", await RunningServer.CodeOf(await program.GetAsync("/api/v1/rooms/abc-defg-hij")));

        using var changed = change switch
        {
            "disable" => await admin.PatchAsJsonAsync(application.Url, new { disabled = true }),
            "secret" => await admin.PostAsJsonAsync(application.Url + "/secret", new { }),
            "scopes" => await admin.PatchAsJsonAsync(application.Url, new { scopes = new[] { "meetings:read" } }),
            _ => await admin.DeleteAsync(application.Url),
        };
        changed.EnsureSuccessStatusCode();
        using var refused = await program.GetAsync("/api/v1/rooms/abc-defg-hij");
        Assert.Equal("invalid_token", await RunningServer.CodeOf(refused));
        Assert.Contains("invalid_token", refused.Headers.WwwAuthenticate.ToString(), StringComparison.Ordinal);
        using var again = await application.AskForTokenAsync();
        Assert.Equal(change == "scopes", again.IsSuccessStatusCode);
        if (change == "secret")
        {
            using var withNew = await application.AskForTokenAsync(secret: (await RunningServer.JsonOf(changed)).GetProperty("secret").GetString());
            Assert.Equal(HttpStatusCode.OK, withNew.StatusCode);
        }
    }

    [Fact]
    public async Task An_expired_token_is_refused_and_one_without_the_scope_is_told_which_it_lacks()
    {
        await using var server = await RunningServer.StartAsync();
        using var admin = await server.NewAdminAsync();
        var application = await TestApplication.CreateAsync(server, admin, "rooms:read rooms:create", "*");
        using var program = await application.NewProgramAsync("ana@ministry.test", "rooms:read");
        using var refused = await program.PostAsJsonAsync("/api/v1/rooms", new { });
        Assert.Equal("scope_required", await RunningServer.CodeOf(refused));
        Assert.Contains("scope=\"rooms:create\"", refused.Headers.WwwAuthenticate.ToString(), StringComparison.Ordinal);

        await server.InDatabaseAsync(db => db.ApplicationTokens.ExecuteUpdateAsync(t => t.SetProperty(x => x.ExpiresAt, DateTimeOffset.UnixEpoch)));
        using var expired = await program.GetAsync("/api/v1/rooms/abc-defg-hij");
        Assert.Equal("invalid_token", await RunningServer.CodeOf(expired));
    }

    [Fact]
    public async Task Neither_secrets_nor_tokens_are_in_the_database_or_read_back()
    {
        await using var server = await RunningServer.StartAsync();
        using var admin = await server.NewAdminAsync();
        var application = await TestApplication.CreateAsync(server, admin, "rooms:read", "*");
        var token = await application.TokenAsync();
        Assert.Equal(0, await server.InDatabaseAsync(db => db.ApplicationTokens.CountAsync(t => t.Id == token)));
        Assert.Equal(0, await server.InDatabaseAsync(db => db.Applications.CountAsync(a => a.SecretHash == application.Secret)));
        Assert.Equal(JsonValueKind.Null, (await admin.GetFromJsonAsync<JsonElement>(application.Url)).GetProperty("secret").ValueKind);
        Assert.DoesNotContain(application.Secret, await admin.GetStringAsync("/api/v1/admin/applications"), StringComparison.Ordinal);
    }

    private static async Task<string?> ErrorOf(HttpResponseMessage answer, HttpStatusCode status)
    {
        Assert.Equal(status, answer.StatusCode);
        Assert.Equal("application/json", answer.Content.Headers.ContentType?.MediaType);
        var error = await RunningServer.JsonOf(answer);
        Assert.False(string.IsNullOrEmpty(error.GetProperty("error_description").GetString()));
        return error.GetProperty("error").GetString();
    }
}
