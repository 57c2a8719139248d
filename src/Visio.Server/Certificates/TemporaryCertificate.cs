using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Visio.Server.Certificates;

/// <summary>What is shown until the authority has given a certificate: signed by itself, so nobody takes it for a real one.</summary>
internal static class TemporaryCertificate
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(30);

    public static X509Certificate2 Create(IReadOnlyList<string> names, DateTimeOffset now)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=Visio has no certificate yet", key, HashAlgorithmName.SHA256);
        var alternatives = new SubjectAlternativeNameBuilder();
        foreach (var name in names.Where(name => Uri.CheckHostName(name) == UriHostNameType.Dns))
        {
            alternatives.AddDnsName(name);
        }

        request.CertificateExtensions.Add(alternatives.Build());
        return request.CreateSelfSigned(now - TimeSpan.FromHours(1), now + Lifetime);
    }
}
