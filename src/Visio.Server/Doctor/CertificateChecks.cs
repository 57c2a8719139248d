using Visio.Server.Certificates;
using Visio.Server.Settings;

namespace Visio.Server.Doctor;

/// <summary>Whether the certificates of the settings can be used.</summary>
internal static class CertificateChecks
{
    private const string Name = "certificate";
    private static readonly TimeSpan ExpiresSoon = TimeSpan.FromDays(14);

    public static IEnumerable<Finding> Run(VisioSettings settings, DateTimeOffset now)
    {
        foreach (var files in settings.CertificateFiles)
        {
            yield return Look(files, now, "Tls:CertificateFile and Tls:KeyFile must be a certificate and its own key, readable by this user.");
        }

        if (settings.Acme is { } acme)
        {
            var issued = IssuedCertificate.FilesIn(settings.DataFolder);
            yield return File.Exists(issued.Certificate)
                ? Look(issued, now, "Remove the file: it is had from the authority anew.")
                : new Finding(Name, $"for {string.Join(", ", settings.Domains)}, will be had from {acme.Directory} when the server runs");
        }
    }

    private static Finding Look(CertificateFiles files, DateTimeOffset now, string fix)
    {
        try
        {
            var certificate = CertificateFile.Read(files)[0];
            var found = $"for {string.Join(", ", LoadedCertificate.NamesOf(certificate))}, by {certificate.Issuer}, until {certificate.NotAfter.ToUniversalTime():u}";
            var left = new DateTimeOffset(certificate.NotAfter) - now;
            return left < TimeSpan.Zero ? new Finding(Name, $"{found}: it has ended", "Renew it; a running server reads the new file by itself.")
                : left < ExpiresSoon ? new Finding(Name, $"{found}: soon", "Renew it; a running server reads the new file by itself.")
                : new Finding(Name, found);
        }
        catch (Exception unusable) when (CertificateFile.IsUnusable(unusable))
        {
            return new Finding(Name, $"{files}: {unusable.Message}", fix);
        }
    }
}
