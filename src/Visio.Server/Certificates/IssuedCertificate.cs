using Visio.Server.Settings;

namespace Visio.Server.Certificates;

/// <summary>Where the certificate that an authority has given lies: in <c>acme</c> of the data folder, readable by its owner only.</summary>
internal static class IssuedCertificate
{
    public static string FolderIn(string dataFolder) => Path.Combine(dataFolder, "acme");

    /// <summary>Certificate, chain and key in one file, so that they are always of each other.</summary>
    public static CertificateFiles FilesIn(string dataFolder) => new(Path.Combine(FolderIn(dataFolder), "certificate.pem"), Key: null, Password: null);
}
