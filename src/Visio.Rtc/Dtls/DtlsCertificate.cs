using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Visio.Rtc.Dtls;

/// <summary>
/// A self-signed ECDSA P-256 certificate (RFC 8827 §6.5) with the OpenSSL context made from it. Shared by all peers of a process,
/// from any thread; peers that are still connected when it is disposed live on.
/// </summary>
public sealed unsafe class DtlsCertificate : IDisposable
{
    private const string SrtpProfiles = "SRTP_AEAD_AES_128_GCM:SRTP_AES128_CM_SHA1_80";

    // Forward secrecy and AES-GCM only, as DtlsRecord relies on; the RSA entries serve when the other side's certificate is RSA.
    private const string Ciphers =
        "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-RSA-AES256-GCM-SHA384";

    private DtlsCertificate(SslContextHandle context, CertificateFingerprint fingerprint)
    {
        Context = context;
        Fingerprint = fingerprint;
    }

    /// <summary>The SHA-256 fingerprint for SDP.</summary>
    public CertificateFingerprint Fingerprint { get; }

    internal SslContextHandle Context { get; }

    /// <summary>Makes a key and a certificate that is valid from a day before <paramref name="now"/> for 30 days.</summary>
    /// <exception cref="DllNotFoundException">OpenSSL 3 is not installed.</exception>
    public static DtlsCertificate Create(DateTimeOffset now)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=Visio", key, HashAlgorithmName.SHA256);
        using var certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(30));
        var der = certificate.RawData;
        var fingerprint = new CertificateFingerprint("sha-256", FormatFingerprint(SHA256.HashData(der)));
        var privateKey = key.ExportECPrivateKey();
        try
        {
            return new(CreateContext(der, privateKey), fingerprint);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(privateKey);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Context.Dispose();

    /// <summary>Upper-case hexadecimal bytes joined by colons (RFC 8122 §5).</summary>
    internal static string FormatFingerprint(ReadOnlySpan<byte> hash)
    {
        var hex = Convert.ToHexString(hash);
        return string.Join(':', Enumerable.Range(0, hash.Length).Select(i => hex.Substring(i * 2, 2)));
    }

    private static SslContextHandle CreateContext(byte[] der, byte[] privateKey)
    {
        LibCrypto.ERR_clear_error();
        var context = LibSsl.SSL_CTX_new(LibSsl.DTLS_method());
        fixed (byte* certificateBytes = der, keyBytes = privateKey)
        {
            // Each of these returns 1 on success, but for the SRTP profiles, which return 0.
            var ok = !context.IsInvalid
                && LibSsl.SSL_CTX_ctrl(context, LibSsl.CtrlSetMinProtocolVersion, LibSsl.Dtls12, null) == 1
                && LibSsl.SSL_CTX_use_certificate_ASN1(context, der.Length, certificateBytes) == 1
                && LibSsl.SSL_CTX_use_PrivateKey_ASN1(LibSsl.FileTypeEcPrivateKey, context, keyBytes, privateKey.Length) == 1
                && LibSsl.SSL_CTX_set_cipher_list(context, Ciphers) == 1
                && LibSsl.SSL_CTX_set_tlsext_use_srtp(context, SrtpProfiles) == 0;
            if (!ok)
            {
                var error = LibCrypto.TakeError();
                context.Dispose();
                throw new InvalidOperationException($"OpenSSL refused the DTLS context: {error}");
            }
        }

        LibSsl.SSL_CTX_set_verify(context, LibSsl.VerifyPeer | LibSsl.VerifyFailIfNoPeerCertificate, &AcceptAnyCertificate);
        LibSsl.SSL_CTX_ctrl(context, LibSsl.CtrlSetSessionCacheMode, 0, null);
        LibSsl.SSL_CTX_set_options(context, LibSsl.OptionNoQueryMtu | LibSsl.OptionNoTicket | LibSsl.OptionNoRenegotiation);
        return context;
    }

    /// <summary>Certificates are self-signed: trust comes from the signalled fingerprint alone, checked when the handshake is done (RFC 5763 §5).</summary>
    [UnmanagedCallersOnly]
    private static int AcceptAnyCertificate(int preverified, nint store) => 1;
}
