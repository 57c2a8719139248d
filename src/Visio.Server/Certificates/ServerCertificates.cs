using System.Globalization;
using System.Net.Security;
using System.Security.Authentication;
using Visio.Server.Settings;
using Visio.Server.Telemetry;

namespace Visio.Server.Certificates;

/// <summary>The certificates of this server, chosen by the name that a client asks for (SNI, RFC 6066 §3). Any thread.</summary>
internal sealed class ServerCertificates : IMetricsSource
{
    /// <summary>HTTP/2 first (RFC 7540 §3.3). A client of TURN may name its protocol (RFC 7443); most name none.</summary>
    private static readonly List<SslApplicationProtocol> Protocols =
        [SslApplicationProtocol.Http2, SslApplicationProtocol.Http11, new("stun.turn"), new("stun.nat-discovery")];

    private readonly IReadOnlyList<CertificateFile> _files;
    private readonly IReadOnlyList<string> _domains;
    private readonly LoadedCertificate _temporary;
    private long _failures;

    private ServerCertificates(IReadOnlyList<CertificateFile> files, IReadOnlyList<string> domains, DateTimeOffset now)
    {
        _files = files;
        _domains = domains;
        _temporary = new([TemporaryCertificate.Create(domains, now)]);
    }

    /// <summary>The files that are shown, and looked at again and again.</summary>
    public IReadOnlyList<CertificateFile> Files => _files;

    /// <summary>The name under which clients look for this server: the one of the settings, else the first in the certificate; null for none.</summary>
    public string? Name => _domains.Concat(_files.SelectMany(f => f.Loaded?.Names ?? [])).FirstOrDefault(name => !name.StartsWith('*'));

    /// <summary>Reads the certificates of the settings.</summary>
    /// <exception cref="SettingsException">One cannot be used.</exception>
    public static ServerCertificates Open(VisioSettings settings, TimeProvider time)
    {
        var files = settings.CertificateFiles.Select(f => new CertificateFile(f)).ToList();
        var problems = files.Select(file => (file.Files, Problem: file.Refresh()))
            .Where(read => read.Problem is not null)
            .Select(read => $"Tls:CertificateFile {read.Files}: {read.Problem} It and Tls:KeyFile must be a certificate and its own key, in PEM or PFX.")
            .ToList();
        if (problems.Count > 0)
        {
            throw new SettingsException(problems);
        }

        if (settings.Acme is not null)
        {
            // It may not be there yet; the one that is shown meanwhile is of nobody.
            var issued = new CertificateFile(IssuedCertificate.FilesIn(settings.DataFolder));
            _ = File.Exists(issued.Files.Certificate) ? issued.Refresh() : null;
            files.Add(issued);
        }

        return new(files, settings.Domains, time.GetUtcNow());
    }

    /// <summary>How TLS is spoken with a client.</summary>
    /// <param name="serverName">The name it asks for; empty where it asks for none.</param>
    public SslServerAuthenticationOptions Choose(string? serverName)
    {
        var loaded = _files.Select(f => f.Loaded).OfType<LoadedCertificate>().ToList();
        var chosen = loaded.Count < 2 || string.IsNullOrEmpty(serverName) ? null : loaded.Find(l => l.Certificate.MatchesHostname(serverName));
        return new()
        {
            ServerCertificateContext = (chosen ?? loaded.FirstOrDefault() ?? _temporary).Context,
            EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
            ApplicationProtocols = Protocols,
        };
    }

    /// <summary>Reads what has changed.</summary>
    /// <returns>The files that cannot be used as they are now, and why; each once.</returns>
    public IReadOnlyList<(string File, string Reason)> Refresh()
    {
        var failures = _files.Where(file => file.Loaded is not null || File.Exists(file.Files.Certificate))
            .Select(file => (File: file.Files.Certificate, Reason: file.Refresh()))
            .Where(read => read.Reason is not null)
            .Select(read => (read.File, read.Reason!))
            .ToList();
        Interlocked.Add(ref _failures, failures.Count);
        return failures;
    }

    public void Write(PrometheusText text)
    {
        text.Gauges(
            "visio_tls_certificate_expiry_seconds",
            "When the certificate that is shown ends, Unix time.",
            "name",
            _files.Where(file => file.Loaded is not null).Select(file => (
                file.Loaded!.Names.FirstOrDefault() ?? file.Loaded.Certificate.Subject.ToString(CultureInfo.InvariantCulture),
                (double)new DateTimeOffset(file.Loaded.Certificate.NotAfter).ToUnixTimeSeconds())));
        text.Counter("visio_tls_certificate_reload_failures_total", "Changed certificate files that could not be used.", Interlocked.Read(ref _failures));
    }
}
