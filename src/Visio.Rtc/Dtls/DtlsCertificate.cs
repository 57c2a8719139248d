namespace Visio.Rtc.Dtls;

/// <summary>A self-signed ECDSA P-256 certificate with the OpenSSL contexts made from it. Shared by all peers of a process.</summary>
public sealed class DtlsCertificate : IDisposable
{
    /// <summary>Makes a key and a certificate that is valid from a day before <paramref name="now"/> for 30 days.</summary>
    public static DtlsCertificate Create(DateTimeOffset now) => throw new NotImplementedException();

    /// <summary>The SHA-256 fingerprint for SDP.</summary>
    public CertificateFingerprint Fingerprint => throw new NotImplementedException();

    /// <inheritdoc/>
    public void Dispose() => throw new NotImplementedException();
}
