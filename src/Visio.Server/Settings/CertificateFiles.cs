namespace Visio.Server.Settings;

/// <summary>Where a certificate and its key are.</summary>
/// <param name="Certificate">PEM, or PFX with the key.</param>
/// <param name="Key">PEM; null where the key is in <paramref name="Certificate"/>.</param>
/// <param name="Password">What the key is encrypted with; null for nothing. Never logged.</param>
internal sealed record CertificateFiles(string Certificate, string? Key, string? Password)
{
    // A record prints its properties; the password must not end up in a log that way.
    public override string ToString() => Certificate;
}
