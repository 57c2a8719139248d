using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Visio.Server.Accounts;
using Visio.Server.Data;

namespace Visio.Server.Tests.Accounts;

public sealed class PasskeyTests
{
    private const string Email = "ana@example.org";

    [Fact]
    public async Task A_passkey_signs_in_without_an_address_and_again()
    {
        await using var server = await RunningServer.StartAsync();
        await server.AddAsync(Email);
        using var authenticator = new SoftwareAuthenticator();
        using var owner = await server.NewVisitorAsync(Email);
        await RegisterAsync(server, owner, authenticator);

        for (var time = 0; time < 2; time++)
        {
            using var visitor = server.NewVisitor();
            using var answer = await SignInAsync(server, visitor, authenticator);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.Equal("Ana", await visitor.WhoAsync());
        }

        var sessions = (await owner.GetFromJsonAsync<JsonElement>("/api/v1/me/sessions")).GetProperty("sessions").EnumerateArray();
        Assert.Equal(["passkey", "passkey", "password"], sessions.Select(s => s.GetProperty("method").GetString()).Order());
    }

    [Fact]
    public async Task What_is_asked_of_the_authenticator_demands_a_resident_key_and_a_verified_user()
    {
        await using var server = await RunningServer.StartAsync();
        await server.AddAsync(Email);
        using var owner = await server.NewVisitorAsync(Email);
        var create = await OptionsAsync(owner, "/api/v1/me/passkeys/options");
        Assert.Equal("required", create.GetProperty("authenticatorSelection").GetProperty("userVerification").GetString());
        Assert.Equal("required", create.GetProperty("authenticatorSelection").GetProperty("residentKey").GetString());
        var get = await OptionsAsync(owner, "/api/v1/session/passkey/options");
        Assert.Equal("required", get.GetProperty("userVerification").GetString());
        Assert.Equal("127.0.0.1", get.GetProperty("rpId").GetString());
        Assert.False(get.TryGetProperty("allowCredentials", out var allowed) && allowed.ValueKind == JsonValueKind.Array && allowed.GetArrayLength() > 0);
    }

    [Theory]
    [InlineData("challenge")]
    [InlineData("origin")]
    [InlineData("port")]
    [InlineData("relying party")]
    [InlineData("verification")]
    public async Task A_lie_registers_nothing_and_signs_nobody_in(string about)
    {
        await using var server = await RunningServer.StartAsync();
        await server.AddAsync(Email);
        using var owner = await server.NewVisitorAsync(Email);
        using var liar = new SoftwareAuthenticator();
        Lie(liar, about);
        using var refused = await TryRegisterAsync(server, owner, liar);
        Assert.Equal("invalid_passkey", await RunningServer.CodeOf(refused));
        Assert.Empty((await owner.GetFromJsonAsync<JsonElement>("/api/v1/me/passkeys")).GetProperty("passkeys").EnumerateArray());

        using var authenticator = new SoftwareAuthenticator();
        await RegisterAsync(server, owner, authenticator);
        Lie(authenticator, about);
        using var visitor = server.NewVisitor();
        using var answer = await SignInAsync(server, visitor, authenticator);
        Assert.Equal("passkey_refused", await RunningServer.CodeOf(answer));
        Assert.Null(await visitor.WhoAsync());
    }

    [Fact]
    public async Task An_answer_works_once()
    {
        await using var server = await RunningServer.StartAsync();
        await server.AddAsync(Email);
        using var owner = await server.NewVisitorAsync(Email);
        using var authenticator = new SoftwareAuthenticator { Counter = 0 };
        await RegisterAsync(server, owner, authenticator);

        // Without a counter, as the passkeys of most telephones: the challenge alone must stop it.
        using var visitor = server.NewVisitor();
        using var asked = await visitor.PostAsync("/api/v1/session/passkey/options", RunningServer.Json("{}"));
        var cookie = asked.Headers.GetValues("Set-Cookie").Single().Split(';')[0];
        authenticator.Counter = 0;
        var credential = authenticator.Get(await RunningServer.JsonOf(asked), server.Address);
        using var first = await visitor.PostAsJsonAsync("/api/v1/session/passkey", new { credential });
        Assert.Equal(HttpStatusCode.OK, first.StatusCode);

        using var thief = server.NewVisitor();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/session/passkey") { Content = JsonContent.Create(new { credential }) };
        request.Headers.Add("Cookie", cookie);
        using var replayed = await thief.SendAsync(request);
        Assert.Equal("passkey_refused", await RunningServer.CodeOf(replayed));
    }

    [Fact]
    public async Task A_challenge_for_one_thing_is_good_for_nothing_else()
    {
        await using var server = await RunningServer.StartAsync();
        await server.AddAsync(Email);
        using var owner = await server.NewVisitorAsync(Email);
        using var authenticator = new SoftwareAuthenticator();
        await RegisterAsync(server, owner, authenticator);
        await OptionsAsync(owner, "/api/v1/session/passkey/options");
        var credential = authenticator.Get(await OptionsAsync(owner, "/api/v1/session/passkey/options"), server.Address);
        await OptionsAsync(owner, "/api/v1/me/passkeys/options");
        using var answer = await owner.PostAsJsonAsync("/api/v1/session/passkey", new { credential });
        Assert.Equal("passkey_refused", await RunningServer.CodeOf(answer));
    }

    [Fact]
    public async Task A_counter_that_does_not_go_up_gives_a_copy_away()
    {
        await using var server = await RunningServer.StartAsync();
        await server.AddAsync(Email);
        using var owner = await server.NewVisitorAsync(Email);
        using var authenticator = new SoftwareAuthenticator { Counter = 10 };
        await RegisterAsync(server, owner, authenticator);
        using var first = await SignInAsync(server, owner, authenticator);
        Assert.Equal(HttpStatusCode.OK, first.StatusCode);

        authenticator.Counter = 11;
        using var visitor = server.NewVisitor();
        using var copied = await SignInAsync(server, visitor, authenticator);
        Assert.Equal("passkey_refused", await RunningServer.CodeOf(copied));
    }

    [Fact]
    public async Task A_passkey_of_somebody_else_does_not_open_an_account_by_naming_it()
    {
        await using var server = await RunningServer.StartAsync();
        await server.AddAsync(Email);
        var victim = await server.AddAsync("bob@example.org", name: "Bob");
        using var owner = await server.NewVisitorAsync(Email);
        using var authenticator = new SoftwareAuthenticator();
        await RegisterAsync(server, owner, authenticator);
        authenticator.UserHandle = System.Buffers.Text.Base64Url.EncodeToString(System.Text.Encoding.UTF8.GetBytes(victim.ToString()));
        using var visitor = server.NewVisitor();
        using var answer = await SignInAsync(server, visitor, authenticator);
        Assert.Equal("passkey_refused", await RunningServer.CodeOf(answer));
    }

    [Fact]
    public async Task A_passkey_opens_no_account_that_is_disabled()
    {
        await using var server = await RunningServer.StartAsync();
        var id = await server.AddAsync(Email);
        using var owner = await server.NewVisitorAsync(Email);
        using var authenticator = new SoftwareAuthenticator();
        await RegisterAsync(server, owner, authenticator);
        await server.AdministerAsync(id, (administration, user) => administration.DisableAsync(user, LocalAccounts.ByTest, default));
        using var visitor = server.NewVisitor();
        using var answer = await SignInAsync(server, visitor, authenticator);
        Assert.Equal("account_disabled", await RunningServer.CodeOf(answer));
    }

    [Fact]
    public async Task A_passkey_can_be_called_something_else_by_its_owner_alone()
    {
        await using var server = await RunningServer.StartAsync();
        await server.AddAsync(Email);
        using var owner = await server.NewVisitorAsync(Email);
        using var authenticator = new SoftwareAuthenticator();
        await RegisterAsync(server, owner, authenticator);
        var path = $"/api/v1/me/passkeys/{authenticator.Id}";
        using var renamed = await owner.PatchAsJsonAsync(path, new { name = "My telephone" });
        Assert.Equal("My telephone", (await RunningServer.JsonOf(renamed)).GetProperty("name").GetString());
        var kept = (await owner.GetFromJsonAsync<JsonElement>("/api/v1/me/passkeys")).GetProperty("passkeys")[0];
        Assert.Equal("My telephone", kept.GetProperty("name").GetString());

        using var nameless = await owner.PatchAsJsonAsync(path, new { name = " " });
        Assert.Equal("invalid_display_name", await RunningServer.CodeOf(nameless));
        using var other = await server.NewSignedInVisitorAsync();
        using var foreign = await other.PatchAsJsonAsync(path, new { name = "Mine" });
        Assert.Equal("passkey_not_found", await RunningServer.CodeOf(foreign));
        using var visitor = server.NewVisitor();
        using var answer = await SignInAsync(server, visitor, authenticator);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task A_passkey_that_was_removed_opens_nothing_and_the_last_way_in_stays()
    {
        await using var server = await RunningServer.StartAsync();
        await server.AddAsync(Email);
        using var owner = await server.NewVisitorAsync(Email);
        using var authenticator = new SoftwareAuthenticator();
        await RegisterAsync(server, owner, authenticator);
        using var removed = await owner.DeleteAsync($"/api/v1/me/passkeys/{authenticator.Id}");
        Assert.Equal(HttpStatusCode.NoContent, removed.StatusCode);
        using var again = await owner.DeleteAsync($"/api/v1/me/passkeys/{authenticator.Id}");
        Assert.Equal("passkey_not_found", await RunningServer.CodeOf(again));
        using var visitor = server.NewVisitor();
        using var answer = await SignInAsync(server, visitor, authenticator);
        Assert.Equal("passkey_refused", await RunningServer.CodeOf(answer));

        using var keyOnly = await server.NewSignedInVisitorAsync();
        using var only = new SoftwareAuthenticator();
        await RegisterAsync(server, keyOnly, only);
        using var last = await keyOnly.DeleteAsync($"/api/v1/me/passkeys/{only.Id}");
        Assert.Equal("last_sign_in_method", await RunningServer.CodeOf(last));
    }

    [Fact]
    public async Task Registering_a_passkey_gives_the_browser_a_new_secret()
    {
        await using var server = await RunningServer.StartAsync();
        await server.AddAsync(Email);
        using var owner = server.NewVisitor();
        using var signedIn = await owner.SignInAsync(Email);
        var stolen = signedIn.Headers.GetValues("Set-Cookie").Single().Split(';')[0];
        using var authenticator = new SoftwareAuthenticator();
        await RegisterAsync(server, owner, authenticator);
        Assert.Equal("Ana", await owner.WhoAsync());
        using var thief = server.NewVisitor();
        thief.DefaultRequestHeaders.Add("Cookie", stolen);
        Assert.Null(await thief.WhoAsync());
    }

    [Fact]
    public async Task After_a_merge_the_passkey_of_either_account_opens_the_one_that_is_left()
    {
        await using var server = await RunningServer.StartAsync();
        var from = await server.AddAsync(Email);
        var into = await server.AddAsync("ana.b@example.org", name: "Ana B");
        using var owner = await server.NewVisitorAsync(Email);
        using var authenticator = new SoftwareAuthenticator();
        await RegisterAsync(server, owner, authenticator);
        await using (var scope = server.App.Services.CreateAsyncScope())
        {
            var db = scope.ServiceProvider.GetRequiredService<VisioDb>();
            await scope.ServiceProvider.GetRequiredService<UserMerge>()
                .MergeAsync((await db.Users.FindAsync(from))!, (await db.Users.FindAsync(into))!, LocalAccounts.ByTest, default);
        }

        Assert.Null(await owner.WhoAsync());
        using var visitor = server.NewVisitor();
        using var answer = await SignInAsync(server, visitor, authenticator);
        Assert.Equal("Ana B", await visitor.WhoAsync());
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"credential":null}""")]
    [InlineData("""{"credential":"text"}""")]
    [InlineData("""{"credential":{}}""")]
    [InlineData("""{"credential":{"id":7,"rawId":"!","type":"public-key","response":{"userHandle":"%%%","clientDataJSON":"x"}}}""")]
    [InlineData("""{"credential":{"id":"AAAA","rawId":"AAAA","type":"public-key","clientExtensionResults":{},"response":{"clientDataJSON":"AAAA","authenticatorData":"AAAA","signature":"AAAA","userHandle":"AAAA"}}}""")]
    public async Task Nonsense_is_refused_with_a_code(string body)
    {
        await using var server = await RunningServer.StartAsync();
        await server.AddAsync(Email);
        using var owner = await server.NewVisitorAsync(Email);
        await OptionsAsync(owner, "/api/v1/session/passkey/options");
        using var signIn = await owner.PostAsync("/api/v1/session/passkey", RunningServer.Json(body));
        Assert.Equal("passkey_refused", await RunningServer.CodeOf(signIn));
        await OptionsAsync(owner, "/api/v1/me/passkeys/options");
        using var register = await owner.PostAsync("/api/v1/me/passkeys", RunningServer.Json(body[..^1] + (body == "{}" ? "" : ",") + "\"name\":\"key\"}"));
        Assert.Equal("invalid_passkey", await RunningServer.CodeOf(register));
    }

    private static void Lie(SoftwareAuthenticator authenticator, string about) => _ = about switch
    {
        "challenge" => (object)(authenticator.Challenge = RandomNumberGenerator.GetBytes(32)),
        "origin" => authenticator.Origin = "https://evil.example",
        "port" => authenticator.Origin = "http://127.0.0.1:1",
        "relying party" => authenticator.RelyingParty = "evil.example",
        "verification" => authenticator.VerifiesUser = false,
        _ => throw new ArgumentOutOfRangeException(nameof(about)),
    };

    private static async Task<JsonElement> OptionsAsync(HttpClient visitor, string path)
    {
        using var answer = await visitor.PostAsync(path, RunningServer.Json("{}"));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await RunningServer.JsonOf(answer);
    }

    private static async Task<HttpResponseMessage> TryRegisterAsync(RunningServer server, HttpClient owner, SoftwareAuthenticator authenticator)
    {
        JsonNode credential = authenticator.Create(await OptionsAsync(owner, "/api/v1/me/passkeys/options"), server.Address);
        return await owner.PostAsJsonAsync("/api/v1/me/passkeys", new { credential, name = "My key" });
    }

    private static async Task RegisterAsync(RunningServer server, HttpClient owner, SoftwareAuthenticator authenticator)
    {
        using var answer = await TryRegisterAsync(server, owner, authenticator);
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        Assert.Equal(authenticator.Id, (await RunningServer.JsonOf(answer)).GetProperty("id").GetString());
    }

    private static async Task<HttpResponseMessage> SignInAsync(RunningServer server, HttpClient visitor, SoftwareAuthenticator authenticator)
    {
        var credential = authenticator.Get(await OptionsAsync(visitor, "/api/v1/session/passkey/options"), server.Address);
        return await visitor.PostAsJsonAsync("/api/v1/session/passkey", new { credential });
    }
}
