using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Visio.Server.Certificates;
using Visio.Server.Settings;

namespace Visio.Server.Tests.Certificates;

[Trait("Database", "none")]
public sealed class CertificateFileTests : IDisposable
{
    private const string Password = "not a secret";
    private readonly TemporaryFolder _folder = new();
    private readonly TestAuthority _authority = new();

    [Fact]
    public void A_certificate_with_its_key_apart_or_in_one_file_is_shown_with_its_chain()
    {
        var (certificate, key) = _authority.Issue(TimeSpan.FromDays(1), "visio.example");
        var chain = certificate + "\n" + _authority.Certificate.ExportCertificatePem();
        var apart = Read(new(Written("chain.pem", chain), Written("key.pem", key), null));
        var together = Read(new(Written("all.pem", key + "\n" + chain), null, null));
        foreach (var read in new[] { apart, together })
        {
            Assert.True(read[0].HasPrivateKey);
            Assert.Equal("CN=visio.example", read[0].Subject);
            Assert.Equal([_authority.Certificate.Thumbprint], read.Skip(1).Select(c => c.Thumbprint));
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void An_encrypted_key_needs_its_password(bool isPfx)
    {
        var (certificate, key) = _authority.Issue(TimeSpan.FromDays(1), "visio.example");
        using var pair = X509Certificate2.CreateFromPem(certificate, key);
        using var algorithm = pair.GetECDsaPrivateKey()!;
        CertificateFiles With(string? password) => isPfx
            ? new(Written("visio.pfx", pair.Export(X509ContentType.Pkcs12, Password)), null, password)
            : new(Written("visio.pem", certificate), Written("key.pem", Encrypted(algorithm)), password);

        var read = Read(With(Password))[0];
        Assert.Equal((pair.Thumbprint, true), (read.Thumbprint, read.HasPrivateKey));
        foreach (var wrong in new[] { "another", null })
        {
            var file = new CertificateFile(With(wrong));
            Assert.NotNull(file.Refresh());
            Assert.Null(file.Loaded);
        }
    }

    [Fact]
    public void What_lacks_a_key_is_said()
    {
        var (certificate, _) = _authority.Issue(TimeSpan.FromDays(1), "visio.example");
        using var public_ = X509Certificate2.CreateFromPem(certificate);
        var pfx = new CertificateFile(new(Written("visio.pfx", public_.Export(X509ContentType.Pkcs12)), null, null));
        Assert.Contains("has no private key", pfx.Refresh(), StringComparison.Ordinal);
        Assert.NotNull(new CertificateFile(new(Written("visio.pem", certificate), null, null)).Refresh());
    }

    [Fact]
    public void While_only_one_of_two_files_is_renewed_the_certificate_before_is_shown()
    {
        var (before, keyBefore) = _authority.Issue(TimeSpan.FromDays(1), "before.example");
        var (after, keyAfter) = _authority.Issue(TimeSpan.FromDays(1), "after.example");
        var file = new CertificateFile(new(Written("visio.pem", before), Written("key.pem", keyBefore), null));
        Assert.Null(file.Refresh());

        Renew("visio.pem", after, 1);
        Assert.NotNull(file.Refresh());
        Assert.Null(file.Refresh());
        Assert.Equal(["before.example"], file.Loaded!.Names);

        Renew("key.pem", keyAfter, 2);
        Assert.Null(file.Refresh());
        Assert.Equal(["after.example"], file.Loaded.Names);
    }

    [Fact]
    public void A_password_is_not_printed() => Assert.DoesNotContain(Password, new CertificateFiles("visio.pfx", null, Password).ToString(), StringComparison.Ordinal);

    public void Dispose()
    {
        _folder.Dispose();
        _authority.Dispose();
    }

    private static X509Certificate2Collection Read(CertificateFiles files) => CertificateFile.Read(files);

    private static string Encrypted(ECDsa key) =>
        key.ExportEncryptedPkcs8PrivateKeyPem(Password, new(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1000));

    /// <summary>Writes a file anew, as long after it was written first as its time shows.</summary>
    private void Renew(string name, string pem, int seconds)
    {
        File.WriteAllText(_folder[name], pem);
        File.SetLastWriteTimeUtc(_folder[name], DateTime.UtcNow.AddSeconds(seconds));
    }

    private string Written(string name, string pem)
    {
        File.WriteAllText(_folder[name], pem);
        return _folder[name];
    }

    private string Written(string name, byte[] content)
    {
        File.WriteAllBytes(_folder[name], content);
        return _folder[name];
    }
}
