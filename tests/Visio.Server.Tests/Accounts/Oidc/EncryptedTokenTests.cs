using System.Security.Cryptography;

namespace Visio.Server.Tests.Accounts.Oidc;

/// <summary>Tokens that the engine of ProConnect encrypts for the key that we publish.</summary>
public sealed class EncryptedTokenTests(ProviderProcess provider) : IClassFixture<ProviderProcess>
{
    [Theory]
    [InlineData("RSA-OAEP")]
    [InlineData("ECDH-ES")]
    public async Task Id_token_and_userinfo_are_read_when_encrypted_for_us(string algorithm)
    {
        using var folder = new TemporaryFolder();
        await using var server = await StartAsync(folder, algorithm);
        using var browser = new ScriptedBrowser(server.Address);
        var page = await browser.SignInAsync(await provider.NewPersonAsync("Zoé", "Lefèvre"));
        Assert.Equal("/after", page.PathAndQuery);
        Assert.Equal("Zoé Lefèvre", (await browser.UserAsync())?.GetProperty("displayName").GetString());
    }

    [Fact]
    public async Task What_is_encrypted_for_another_key_is_refused()
    {
        using var folder = new TemporaryFolder();
        await using var server = await StartAsync(folder, "RSA-OAEP");
        using var other = new TemporaryFolder();
        await using var impostor = await StartAsync(other, "RSA-OAEP", clientId: "impostor");

        // The provider now encrypts what is for the first server with the key of the second.
        await RegisterAsync(server, "encrypted-RSA-OAEP", "RSA-OAEP", new Uri(impostor.Address, "/api/v1/auth/oidc/jwks"));
        using var browser = new ScriptedBrowser(server.Address);
        var page = await browser.SignInAsync(await provider.NewPersonAsync());
        Assert.StartsWith("/sign-in?problem=sign_in_failed", page.PathAndQuery, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_published_key_has_no_private_part()
    {
        using var folder = new TemporaryFolder();
        await using var server = await StartAsync(folder, "RSA-OAEP");
        using var visitor = server.NewVisitor();
        var key = (await RunningServer.JsonOf(await visitor.GetAsync("/api/v1/auth/oidc/jwks"))).GetProperty("keys").EnumerateArray().Single();
        Assert.Equal(["alg", "e", "kid", "kty", "n", "use"], key.EnumerateObject().Select(member => member.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Without_a_key_none_is_published()
    {
        await using var server = await RunningServer.StartAsync();
        using var visitor = server.NewVisitor();
        Assert.Empty((await RunningServer.JsonOf(await visitor.GetAsync("/api/v1/auth/oidc/jwks"))).GetProperty("keys").EnumerateArray());
    }

    private async Task<RunningServer> StartAsync(TemporaryFolder folder, string algorithm, string? clientId = null)
    {
        var file = Path.Combine(folder.Path, "decryption.pem");
        using var rsa = RSA.Create(2048);
        using var ec = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);
        await File.WriteAllTextAsync(file, algorithm == "ECDH-ES" ? ec.ExportPkcs8PrivateKeyPem() : rsa.ExportPkcs8PrivateKeyPem());
        var id = clientId ?? "encrypted-" + algorithm;
        var server = await provider.StartServerAsync(oidc => oidc.DecryptionKeyFile = file, clientId: id);
        await RegisterAsync(server, id, algorithm, new Uri(server.Address, "/api/v1/auth/oidc/jwks"));
        return server;
    }

    private Task RegisterAsync(RunningServer server, string id, string algorithm, Uri keys) =>
        provider.RegisterAsync(server.Address, id, new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["jwks_uri"] = keys,
            ["id_token_encrypted_response_alg"] = algorithm,
            ["id_token_encrypted_response_enc"] = "A256GCM",
            ["userinfo_encrypted_response_alg"] = algorithm,
            ["userinfo_encrypted_response_enc"] = "A256GCM",
        });
}
