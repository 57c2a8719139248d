using System.Buffers.Text;
using System.Net.Mail;

namespace Visio.Server.Settings;

/// <summary>Which settings of <c>Tls</c> and <c>Acme</c> go together.</summary>
internal static class TlsSettingsRules
{
    /// <summary>What an authority takes into one certificate.</summary>
    private const int MostDomains = 100;

    public static IReadOnlyList<CertificateFiles> Certificates(TlsSettings tls, List<string> problems)
    {
        var certificates = Split(tls.CertificateFile);
        var keys = Split(tls.KeyFile);
        if (keys.Length > 0 && keys.Length != certificates.Length)
        {
            problems.Add($"Tls:KeyFile names {keys.Length} files and Tls:CertificateFile {certificates.Length}: name as many, in the same order, or no key.");
            return [];
        }

        foreach (var file in certificates.Concat(keys).Where(file => !File.Exists(file)))
        {
            problems.Add($"Tls names the file {file}, which is not there or cannot be read by this user.");
        }

        if (tls.Domains.Any(domain => Uri.CheckHostName(domain) == UriHostNameType.Unknown))
        {
            problems.Add("Tls:Domains must be names as visio.example, without https:// and without a port.");
        }

        var password = tls.KeyPassword.Length > 0 ? tls.KeyPassword : null;
        return [.. certificates.Select((file, i) => new CertificateFiles(file, keys.Length > 0 ? keys[i] : null, password))];
    }

    public static bool HasAcme(VisioOptions options, List<string> problems)
    {
        var acme = options.Acme;
        if (!acme.AgreeToTerms)
        {
            if (acme.Contact.Length > 0 || acme.Directory != AcmeSettings.DefaultDirectory)
            {
                problems.Add("Acme has settings, but not Acme:AgreeToTerms: set it to true if you agree to the authority's terms of service, or take them out.");
            }

            return false;
        }

        var before = problems.Count;
        if (options.Tls.Domains.Count is 0 or > MostDomains || options.Tls.Domains.Any(domain => Uri.CheckHostName(domain) != UriHostNameType.Dns || !domain.Contains('.', StringComparison.Ordinal)))
        {
            problems.Add("Acme needs Tls:Domains: the names that browsers reach this server under, as visio.example.");
        }

        if (options.Tls.CertificateFile.Length > 0)
        {
            problems.Add("Tls:CertificateFile and Acme:AgreeToTerms are both set: a certificate is either yours or had from the authority.");
        }

        if (!Uri.TryCreate(acme.Directory, UriKind.Absolute, out var directory) || !(directory.Scheme == Uri.UriSchemeHttps || directory is { Scheme: "http", IsLoopback: true }))
        {
            problems.Add($"Acme:Directory is '{acme.Directory}': not an address as {AcmeSettings.DefaultDirectory}.");
        }

        if (acme.Contact.Length > 0 && !MailAddress.TryCreate(acme.Contact, out _))
        {
            problems.Add("Acme:Contact must be an e-mail address.");
        }

        if (acme.AccountKeyId.Length == 0 != (acme.AccountHmacKey.Length == 0) || !Base64Url.IsValid(acme.AccountHmacKey))
        {
            problems.Add("Acme:AccountKeyId and Acme:AccountHmacKey go together, as the authority gives them; the key is base64url.");
        }

        return problems.Count == before;
    }

    private static string[] Split(string files) => files.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
