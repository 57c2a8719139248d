using System.Collections.Concurrent;
using System.Formats.Asn1;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Visio.Server.Certificates.Acme;

/// <summary>What the authority is shown while it looks whether this server answers for a name. Any thread.</summary>
internal sealed class AcmeChallenges
{
    public const string TlsAlpn = "tls-alpn-01";
    public const string Http = "http-01";
    public const string HttpPath = "/.well-known/acme-challenge";

    /// <summary>The protocol that asks for it (RFC 8737 §6.2).</summary>
    public static readonly SslApplicationProtocol Protocol = new("acme-tls/1");

    /// <summary>id-pe-acmeIdentifier (RFC 8737 §6.1).</summary>
    private const string AcmeIdentifier = "1.3.6.1.5.5.7.1.31";

    private readonly ConcurrentDictionary<string, SslStreamCertificateContext> _certificates = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentDictionary<string, string> _authorizations = new(StringComparer.Ordinal);

    /// <summary>Whether anything is shown by TLS-ALPN-01 now.</summary>
    public bool HasTls => !_certificates.IsEmpty;

    /// <summary>Shows the answer to a challenge until it is disposed of.</summary>
    /// <param name="kind"><see cref="TlsAlpn"/> or <see cref="Http"/>.</param>
    /// <param name="name">The name.</param>
    /// <param name="token">The challenge's.</param>
    /// <param name="keyAuthorization">The answer.</param>
    /// <param name="now">The time.</param>
    public IDisposable Show(string kind, string name, string token, string keyAuthorization, DateTimeOffset now)
    {
        if (kind == Http)
        {
            _authorizations[token] = keyAuthorization;
            return new Shown(() => _authorizations.TryRemove(token, out _));
        }

        _certificates[name] = SslStreamCertificateContext.Create(Certificate(name, keyAuthorization, now), null, offline: true);
        return new Shown(() => _certificates.TryRemove(name, out _));
    }

    /// <summary>What is shown to who speaks <see cref="Protocol"/> and asks for a name; null for nothing.</summary>
    public SslServerAuthenticationOptions? ForTls(string? serverName) =>
        serverName is not null && _certificates.TryGetValue(serverName, out var context)
            ? new() { ServerCertificateContext = context, ApplicationProtocols = [Protocol] }
            : null;

    /// <summary>What is answered at <see cref="HttpPath"/> (RFC 8555 §8.3); null for nothing.</summary>
    public string? ForHttp(string token) => _authorizations.GetValueOrDefault(token);

    /// <summary>Signed by itself, for the name alone, with the digest of the answer (RFC 8737 §3).</summary>
    private static X509Certificate2 Certificate(string name, string keyAuthorization, DateTimeOffset now)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=" + AcmeIdentifier, key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        var digest = new AsnWriter(AsnEncodingRules.DER);
        digest.WriteOctetString(SHA256.HashData(Encoding.ASCII.GetBytes(keyAuthorization)));
        request.CertificateExtensions.Add(new X509Extension(AcmeIdentifier, digest.Encode(), critical: true));
        return request.CreateSelfSigned(now.AddHours(-1), now.AddDays(1));
    }

    private sealed class Shown(Action end) : IDisposable
    {
        public void Dispose() => end();
    }
}
