using System.Security.Cryptography;
using Visio.Server.Settings;

namespace Visio.Server.Tests.Settings;

[Trait("Database", "none")]
public sealed class OidcSettingsRulesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static readonly Dictionary<string, Action<OidcSettings>> Wrong = new(StringComparer.Ordinal)
    {
        ["Oidc:Issuer is empty"] = oidc => oidc.Issuer = "",
        ["Oidc:Issuer is 'idp'"] = oidc => oidc.Issuer = "idp",
        ["Oidc:Issuer is 'http://idp.example'"] = oidc => oidc.Issuer = "http://idp.example",
        ["Oidc:Issuer is 'https://idp.example?x'"] = oidc => oidc.Issuer = "https://idp.example?x",
        ["Oidc:ClientId and"] = oidc => oidc.ClientSecret = "",
        ["Oidc:SigningAlgorithm is 'none'"] = oidc => oidc.SigningAlgorithm = "none",
        ["Oidc:ClientSecret must have at least 32"] = oidc => oidc.SigningAlgorithm = "HS256",
        ["Oidc:Scopes"] = oidc => oidc.Scopes = "email profile",
        ["Oidc:RefreshInterval"] = oidc => oidc.RefreshInterval = TimeSpan.FromSeconds(1),
        ["Oidc:MaxAuthenticationAge"] = oidc => oidc.MaxAuthenticationAge = TimeSpan.FromDays(-1),
        ["Oidc:DecryptionKeyFile cannot be read"] = oidc => oidc.DecryptionKeyFile = "/nowhere.pem",
        ["Oidc:ResourceServer has a ClientId"] = oidc => oidc.ResourceServer.ClientId = "visio-rs",
        ["Oidc:ResourceServer:CacheLifetime"] = oidc =>
        {
            (oidc.ResourceServer.ClientId, oidc.ResourceServer.ClientSecret) = ("visio-rs", "secret");
            oidc.ResourceServer.CacheLifetime = TimeSpan.FromHours(1);
        },
    };

    public static TheoryData<string> WrongNames => [.. Wrong.Keys];

    [Fact]
    public void No_provider_and_a_whole_one_are_fine()
    {
        Assert.Empty(OidcSettingsRules.Problems(new OidcSettings()));
        Assert.Empty(OidcSettingsRules.Problems(Whole()));
        var local = Whole();
        local.Issuer = "http://127.0.0.1:9000/realm";
        Assert.Empty(OidcSettingsRules.Problems(local));
    }

    [Theory]
    [MemberData(nameof(WrongNames))]
    public void What_is_wrong_is_named(string problem)
    {
        var oidc = Whole();
        Wrong[problem](oidc);
        Assert.StartsWith(problem, Assert.Single(OidcSettingsRules.Problems(oidc)), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_problem_is_named_at_once()
    {
        var oidc = Whole();
        (oidc.Issuer, oidc.ClientId, oidc.SigningAlgorithm, oidc.Scopes) = ("idp", "", "none", "");
        Assert.Equal(4, OidcSettingsRules.Problems(oidc).Count());
    }

    [Fact]
    public void A_key_to_decrypt_with_is_private_and_strong_enough()
    {
        using var rsa = RSA.Create(2048);
        using var weak = RSA.Create(1024);
        using var p256 = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);
        using var p384 = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP384);
        Assert.True(IsUsable(rsa.ExportPkcs8PrivateKeyPem()));
        Assert.True(IsUsable(rsa.ExportRSAPrivateKeyPem()));
        Assert.True(IsUsable(p256.ExportPkcs8PrivateKeyPem()));
        Assert.True(IsUsable(p256.ExportECPrivateKeyPem()));
        Assert.False(IsUsable(rsa.ExportSubjectPublicKeyInfoPem()));
        Assert.False(IsUsable(p256.ExportSubjectPublicKeyInfoPem()));
        Assert.False(IsUsable(weak.ExportPkcs8PrivateKeyPem()));
        Assert.False(IsUsable(p384.ExportPkcs8PrivateKeyPem()));
        Assert.False(IsUsable("no key at all"));
    }

    public void Dispose() => _folder.Dispose();

    private bool IsUsable(string pem)
    {
        var oidc = Whole();
        oidc.DecryptionKeyFile = _folder["key.pem"];
        File.WriteAllText(oidc.DecryptionKeyFile, pem);
        return !OidcSettingsRules.Problems(oidc).Any();
    }

    private static OidcSettings Whole() => new() { Issuer = "https://idp.example/api/v2", ClientId = "visio", ClientSecret = "secret" };
}
