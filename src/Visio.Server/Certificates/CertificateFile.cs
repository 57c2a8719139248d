using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Visio.Server.Settings;

namespace Visio.Server.Certificates;

/// <summary>A certificate and its key in files that something else renews. Any thread.</summary>
internal sealed class CertificateFile(CertificateFiles files)
{
    private readonly Lock _lock = new();
    private volatile LoadedCertificate? _loaded;
    private (DateTime, DateTime) _stamp;

    /// <summary>Where it is.</summary>
    public CertificateFiles Files => files;

    /// <summary>What is shown now; null before the first <see cref="Refresh"/> that went well.</summary>
    public LoadedCertificate? Loaded => _loaded;

    /// <summary>Looks whether the files have changed, and reads them again.</summary>
    /// <returns>Why they could not be used, once for each change of them; otherwise null. The certificate before goes on being shown.</returns>
    public string? Refresh()
    {
        lock (_lock)
        {
            try
            {
                var stamp = (File.GetLastWriteTimeUtc(files.Certificate), files.Key is null ? default : File.GetLastWriteTimeUtc(files.Key));
                if (stamp != _stamp)
                {
                    _stamp = stamp;
                    _loaded = new(Read(files));
                }

                return null;
            }
            catch (Exception unusable) when (IsUnusable(unusable))
            {
                return unusable.Message;
            }
        }
    }

    /// <summary>How TLS is spoken with it as it is now.</summary>
    /// <exception cref="IOException">There was never one.</exception>
    public SslServerAuthenticationOptions Options()
    {
        // Without a change this costs a look at the time of a file.
        _ = Refresh();
        return new()
        {
            ServerCertificateContext = (_loaded ?? throw new IOException($"{files.Certificate} was never read.")).Context,
            EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
        };
    }

    /// <summary>Whether it says that a certificate, rather than the program, is wrong: a key of another certificate is an <see cref="ArgumentException"/>.</summary>
    public static bool IsUnusable(Exception e) => e is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException;

    /// <summary>Reads what is there now.</summary>
    /// <exception cref="Exception">One of <see cref="IsUnusable"/>.</exception>
    public static X509Certificate2Collection Read(CertificateFiles files)
    {
        if (X509Certificate2.GetCertContentType(files.Certificate) == X509ContentType.Pfx)
        {
            var all = X509CertificateLoader.LoadPkcs12CollectionFromFile(files.Certificate, files.Password);
            var own = all.FirstOrDefault(c => c.HasPrivateKey) ?? throw new CryptographicException($"{files.Certificate} has no private key.");
            return [own, .. all.Where(c => !c.Equals(own))];
        }

        var key = files.Key ?? files.Certificate;
        var leaf = files.Password is null ? X509Certificate2.CreateFromPemFile(files.Certificate, key) : X509Certificate2.CreateFromEncryptedPemFile(files.Certificate, files.Password, key);
        X509Certificate2Collection chain = [leaf];
        var others = new X509Certificate2Collection();
        others.ImportFromPemFile(files.Certificate);
        chain.AddRange(others.Where(c => !c.Equals(leaf)).ToArray());
        return chain;
    }
}
