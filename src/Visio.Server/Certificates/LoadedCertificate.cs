using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Visio.Server.Certificates;

/// <summary>A certificate that is shown to clients. Immutable; any thread.</summary>
/// <param name="chain">It with its key, and those between it and the authority.</param>
internal sealed class LoadedCertificate(X509Certificate2Collection chain)
{
    private const string SubjectAlternativeName = "2.5.29.17";

    /// <summary>It, with its key.</summary>
    public X509Certificate2 Certificate { get; } = chain[0];

    /// <summary>As TLS wants it. Nothing is asked of the network: what the files lack, clients lack.</summary>
    public SslStreamCertificateContext Context { get; } = SslStreamCertificateContext.Create(chain[0], chain, offline: true);

    /// <summary>The names it is for, DNS names and addresses (RFC 5280 §4.2.1.6).</summary>
    public IReadOnlyList<string> Names { get; } = NamesOf(chain[0]);

    /// <summary>Those of <see cref="Names"/>.</summary>
    public static IReadOnlyList<string> NamesOf(X509Certificate2 certificate)
    {
        var extension = certificate.Extensions.FirstOrDefault(e => e.Oid?.Value == SubjectAlternativeName);
        if (extension is null)
        {
            return [];
        }

        var names = new X509SubjectAlternativeNameExtension(extension.RawData);
        return [.. names.EnumerateDnsNames(), .. names.EnumerateIPAddresses().Select(address => address.ToString())];
    }
}
