using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Visio.Server.Tests.Certificates;

/// <summary>An authority that nobody but the tests believes.</summary>
internal sealed class TestAuthority : IDisposable
{
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public TestAuthority(string name = "CN=Authority of the tests")
    {
        var request = new CertificateRequest(name, _key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        Certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(365));
    }

    public X509Certificate2 Certificate { get; }

    /// <summary>Certificate and key in PEM.</summary>
    public (string Certificate, string Key) Issue(TimeSpan lifetime, params string[] names)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=" + names[0], key, HashAlgorithmName.SHA256);
        return (Sign(request, lifetime, names).ExportCertificatePem(), key.ExportPkcs8PrivateKeyPem());
    }

    /// <summary>A certificate for the public key of a request.</summary>
    public X509Certificate2 Sign(CertificateRequest request, TimeSpan lifetime, params string[] names)
    {
        var alternatives = new SubjectAlternativeNameBuilder();
        foreach (var name in names)
        {
            if (System.Net.IPAddress.TryParse(name, out var address))
            {
                alternatives.AddIpAddress(address);
            }
            else
            {
                alternatives.AddDnsName(name);
            }
        }

        var certificate = new CertificateRequest(request.SubjectName, request.PublicKey, HashAlgorithmName.SHA256);
        certificate.CertificateExtensions.Add(alternatives.Build());
        var now = DateTimeOffset.UtcNow;
        return certificate.Create(
            Certificate.SubjectName, X509SignatureGenerator.CreateForECDsa(_key), now.AddHours(-1), now + lifetime, RandomNumberGenerator.GetBytes(16));
    }

    public void Dispose()
    {
        Certificate.Dispose();
        _key.Dispose();
    }
}
