using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Visio.Server.Data;
using Visio.Server.Settings;
using Visio.Server.Tests.Accounts.Oidc;

namespace Visio.Server.Tests.Applications.ResourceServer;

/// <summary>Another application of the suite calls for its user, with a token of the engine of ProConnect.</summary>
public sealed class IntrospectionTests(ProviderProcess provider) : IClassFixture<ProviderProcess>
{
    private const string All = "openid lasuite_visio lasuite_visio:rooms:list lasuite_visio:rooms:create";

    [Theory]
    [InlineData("json")]
    [InlineData("signed")]
    [InlineData("encrypted")]
    public async Task An_application_of_the_suite_does_for_its_user_what_its_token_allows(string form)
    {
        using var folder = new TemporaryFolder();
        await using var server = await StartAsync(folder, form);
        var sub = await provider.NewPersonAsync();
        var token = await TokenAsync(server, sub, All);
        using var program = ProgramWith(server, token);
        using var created = await program.PostAsJsonAsync("/api/v1/rooms", new { title = "Council" });
        Assert.Equal(HttpStatusCode.Created, created.StatusCode);
        using var listed = await program.GetAsync("/api/v1/rooms");
        Assert.Equal(HttpStatusCode.OK, listed.StatusCode);
        var slug = (await RunningServer.JsonOf(created)).GetProperty("slug").GetString();
        using var deleted = await program.DeleteAsync($"/api/v1/rooms/{slug}");
        Assert.Equal("scope_required", await RunningServer.CodeOf(deleted));

        // The room belongs to whoever signs in with that subject.
        using var browser = new ScriptedBrowser(server.Address);
        await browser.SignInAsync(sub);
        var user = (await browser.UserAsync())!.Value.GetProperty("id").GetGuid();
        await using var scope = server.App.Services.CreateAsyncScope();
        Assert.Equal(user, (await scope.ServiceProvider.GetRequiredService<VisioDb>().RoomMembers.SingleAsync()).UserId);
    }

    [Theory]
    [InlineData("openid")]
    [InlineData("openid lasuite_visio:rooms:list")]
    public async Task A_token_that_is_not_for_us_is_refused(string scopes)
    {
        using var folder = new TemporaryFolder();
        await using var server = await StartAsync(folder, "signed");
        using var program = ProgramWith(server, await TokenAsync(server, await provider.NewPersonAsync(), scopes));
        using var refused = await program.GetAsync("/api/v1/rooms");
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        Assert.Equal("invalid_token", await RunningServer.CodeOf(refused));
    }

    [Fact]
    public async Task A_token_that_was_made_up_or_taken_back_is_refused()
    {
        using var folder = new TemporaryFolder();
        await using var server = await StartAsync(folder, "signed");
        using var forger = ProgramWith(server, "made-up");
        using var refused = await forger.GetAsync("/api/v1/rooms");
        Assert.Equal("invalid_token", await RunningServer.CodeOf(refused));

        var sub = await provider.NewPersonAsync();
        using var program = ProgramWith(server, await TokenAsync(server, sub, All));
        using var before = await program.GetAsync("/api/v1/rooms");
        Assert.Equal(HttpStatusCode.OK, before.StatusCode);
        await provider.SteerAsync("forget", new { sub });
        await Eventually.TrueAsync(async () => (await program.GetAsync("/api/v1/rooms")).StatusCode == HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task The_provider_is_asked_once_for_many_requests_and_a_disabled_user_is_refused_all_the_same()
    {
        using var folder = new TemporaryFolder();
        await using var server = await StartAsync(folder, "signed", own => own.CacheLifetime = TimeSpan.FromMinutes(1));
        using var program = ProgramWith(server, await TokenAsync(server, await provider.NewPersonAsync(), All));
        const string Path = "/api/v2/token/introspection";
        var before = await provider.CountAsync(Path);
        for (var i = 0; i < 20; i++)
        {
            using var answer = await program.GetAsync("/api/v1/rooms");
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }

        Assert.Equal(before + 1, await provider.CountAsync(Path));
        await using var scope = server.App.Services.CreateAsyncScope();
        DateTimeOffset? now = TimeProvider.System.GetUtcNow();
        await scope.ServiceProvider.GetRequiredService<VisioDb>().Users.ExecuteUpdateAsync(c => c.SetProperty(u => u.DisabledAt, now));
        using var refused = await program.GetAsync("/api/v1/rooms");
        Assert.Equal("invalid_token", await RunningServer.CodeOf(refused));
    }

    [Fact]
    public async Task Without_leave_to_make_accounts_only_people_who_signed_in_are_known()
    {
        using var folder = new TemporaryFolder();
        await using var server = await StartAsync(folder, "signed", own => own.CreateUsers = false);
        var sub = await provider.NewPersonAsync();
        using var program = ProgramWith(server, await TokenAsync(server, sub, All));
        using var unknown = await program.GetAsync("/api/v1/rooms");
        Assert.Equal("invalid_token", await RunningServer.CodeOf(unknown));
        using var browser = new ScriptedBrowser(server.Address);
        await browser.SignInAsync(sub);
        using var known = await program.GetAsync("/api/v1/rooms");
        Assert.Equal(HttpStatusCode.OK, known.StatusCode);
    }

    [Fact]
    public async Task An_answer_that_is_not_signed_is_not_believed_where_it_must_be()
    {
        using var folder = new TemporaryFolder();
        await using var server = await StartAsync(folder, "json", own => own.SignedAnswers = true);
        using var program = ProgramWith(server, await TokenAsync(server, await provider.NewPersonAsync(), All));
        using var refused = await program.GetAsync("/api/v1/rooms");
        Assert.False(refused.IsSuccessStatusCode);
    }

    [Fact]
    public async Task While_the_provider_is_down_the_caller_is_told_to_come_back()
    {
        var gone = await EvilProvider.StartAsync();
        var oidc = gone.Settings;
        await gone.DisposeAsync();
        (oidc.ResourceServer.ClientId, oidc.ResourceServer.ClientSecret) = ("visio-rs", "secret");
        await using var server = await RunningServer.StartAsync(settings => settings with { Oidc = oidc });
        using var program = ProgramWith(server, "anything");
        using var refused = await program.GetAsync("/api/v1/rooms");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        Assert.Equal("provider_unavailable", await RunningServer.CodeOf(refused));
    }

    private async Task<RunningServer> StartAsync(TemporaryFolder folder, string form, Action<ResourceServerSettings>? change = null)
    {
        var id = "visio-rs-" + Guid.NewGuid().ToString("N");
        var key = Path.Combine(folder.Path, "decryption.pem");
        using (var rsa = RSA.Create(2048))
        {
            await File.WriteAllTextAsync(key, rsa.ExportPkcs8PrivateKeyPem());
        }

        var server = await provider.StartServerAsync(oidc =>
        {
            oidc.DecryptionKeyFile = key;
            (oidc.ResourceServer.ClientId, oidc.ResourceServer.ClientSecret) = (id, ProviderProcess.ClientSecret);
            oidc.ResourceServer.SignedAnswers = form != "json";
            oidc.ResourceServer.CacheLifetime = TimeSpan.FromMilliseconds(200);
            change?.Invoke(oidc.ResourceServer);
        });
        var metadata = new Dictionary<string, object>(StringComparer.Ordinal);
        if (form != "json")
        {
            metadata["introspection_signed_response_alg"] = "ES256";
        }

        if (form == "encrypted")
        {
            metadata["jwks_uri"] = new Uri(server.Address, "/api/v1/auth/oidc/jwks");
            metadata["introspection_encrypted_response_alg"] = "RSA-OAEP";
            metadata["introspection_encrypted_response_enc"] = "A256GCM";
        }

        await provider.RegisterAsync(server.Address, id, metadata);
        return server;
    }

    /// <summary>What another application has after one of its users signed in there.</summary>
    private async Task<string> TokenAsync(RunningServer server, string sub, string scopes)
    {
        var redirect = new Uri(server.Address, "/docs").ToString();
        await provider.RegisterAsync(server.Address, "docs", new Dictionary<string, object>(StringComparer.Ordinal) { ["redirect_uris"] = new[] { redirect } });
        using var browser = new ScriptedBrowser(server.Address);
        browser.Form["login"] = sub;
        var page = await browser.NavigateAsync($"{provider.Issuer}/authorize?response_type=code&client_id=docs&redirect_uri={Uri.EscapeDataString(redirect)}"
            + $"&scope={Uri.EscapeDataString(scopes)}&state={Guid.NewGuid():N}&nonce={Guid.NewGuid():N}");
        var code = Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery(page.Query)["code"].ToString();
        using var http = new HttpClient();
        using var answer = await http.PostAsync(provider.Issuer + "/token", new FormUrlEncodedContent(
        [
            new("grant_type", "authorization_code"), new("code", code), new("redirect_uri", redirect),
            new("client_id", "docs"), new("client_secret", ProviderProcess.ClientSecret),
        ]));
        return (await RunningServer.JsonOf(answer)).GetProperty("access_token").GetString()!;
    }

    private static HttpClient ProgramWith(RunningServer server, string token)
    {
        var program = server.NewVisitor();
        program.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return program;
    }
}
