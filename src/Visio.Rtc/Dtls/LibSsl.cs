using System.Runtime.InteropServices;
using Visio.Rtc.OpenSsl;

namespace Visio.Rtc.Dtls;

/// <summary>The functions of OpenSSL's libssl that DTLS needs, by their own names.</summary>
internal static unsafe partial class LibSsl
{
    public const int FileTypeEcPrivateKey = 408;                // EVP_PKEY_EC

    public const int ErrorWantRead = 2;
    public const int ErrorWantWrite = 3;
    public const int ErrorZeroReturn = 6;

    public const int CtrlSetMtu = 17;
    public const int CtrlSetSessionCacheMode = 44;
    public const int CtrlSetMinProtocolVersion = 123;
    public const int Dtls12 = 0xFEFD;

    public const ulong OptionNoQueryMtu = 1UL << 12;
    public const ulong OptionNoTicket = 1UL << 14;
    public const ulong OptionNoRenegotiation = 1UL << 30;

    public const int VerifyPeer = 1;
    public const int VerifyFailIfNoPeerCertificate = 2;

    [LibraryImport(OpenSslLibrary.Ssl)]
    public static partial nint DTLS_method();

    [LibraryImport(OpenSslLibrary.Ssl)]
    public static partial SslContextHandle SSL_CTX_new(nint method);

    [LibraryImport(OpenSslLibrary.Ssl)]
    public static partial void SSL_CTX_free(nint context);

    [LibraryImport(OpenSslLibrary.Ssl)]
    public static partial int SSL_CTX_use_certificate_ASN1(SslContextHandle context, int length, byte* der);

    [LibraryImport(OpenSslLibrary.Ssl)]
    public static partial int SSL_CTX_use_PrivateKey_ASN1(int type, SslContextHandle context, byte* der, nint length);

    [LibraryImport(OpenSslLibrary.Ssl)]
    public static partial void SSL_CTX_set_verify(SslContextHandle context, int mode, delegate* unmanaged<int, nint, int> callback);

    /// <returns>0 on success, unlike its siblings.</returns>
    [LibraryImport(OpenSslLibrary.Ssl, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int SSL_CTX_set_tlsext_use_srtp(SslContextHandle context, string profiles);

    [LibraryImport(OpenSslLibrary.Ssl, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int SSL_CTX_set_cipher_list(SslContextHandle context, string ciphers);

    [LibraryImport(OpenSslLibrary.Ssl)]
    public static partial long SSL_CTX_ctrl(SslContextHandle context, int command, long argument, void* pointer);

    [LibraryImport(OpenSslLibrary.Ssl)]
    public static partial ulong SSL_CTX_set_options(SslContextHandle context, ulong options);

    [LibraryImport(OpenSslLibrary.Ssl)]
    public static partial SslHandle SSL_new(SslContextHandle context);

    [LibraryImport(OpenSslLibrary.Ssl)]
    public static partial void SSL_free(nint ssl);

    [LibraryImport(OpenSslLibrary.Ssl)]
    public static partial void SSL_set_bio(SslHandle ssl, BioHandle read, BioHandle write);

    [LibraryImport(OpenSslLibrary.Ssl)]
    public static partial void SSL_set_accept_state(SslHandle ssl);

    [LibraryImport(OpenSslLibrary.Ssl)]
    public static partial void SSL_set_connect_state(SslHandle ssl);

    [LibraryImport(OpenSslLibrary.Ssl)]
    public static partial long SSL_ctrl(SslHandle ssl, int command, long argument, void* pointer);

    [LibraryImport(OpenSslLibrary.Ssl)]
    public static partial void DTLS_set_timer_cb(SslHandle ssl, delegate* unmanaged<nint, uint, uint> callback);

    [LibraryImport(OpenSslLibrary.Ssl)]
    public static partial int SSL_do_handshake(SslHandle ssl);

    [LibraryImport(OpenSslLibrary.Ssl)]
    public static partial int SSL_get_error(SslHandle ssl, int result);

    [LibraryImport(OpenSslLibrary.Ssl)]
    public static partial int SSL_read(SslHandle ssl, byte* buffer, int length);

    [LibraryImport(OpenSslLibrary.Ssl)]
    public static partial int SSL_write(SslHandle ssl, byte* buffer, int length);

    [LibraryImport(OpenSslLibrary.Ssl)]
    public static partial int SSL_shutdown(SslHandle ssl);

    /// <summary>Does nothing while there are buffers.</summary>
    [LibraryImport(OpenSslLibrary.Ssl)]
    public static partial int SSL_alloc_buffers(SslHandle ssl);

    /// <summary>Does nothing while something is in them.</summary>
    [LibraryImport(OpenSslLibrary.Ssl)]
    public static partial int SSL_free_buffers(SslHandle ssl);

    [LibraryImport(OpenSslLibrary.Ssl)]
    public static partial nint SSL_get1_peer_certificate(SslHandle ssl);

    [LibraryImport(OpenSslLibrary.Ssl)]
    public static partial SelectedSrtpProfile* SSL_get_selected_srtp_profile(SslHandle ssl);

    [LibraryImport(OpenSslLibrary.Ssl)]
    public static partial int SSL_export_keying_material(
        SslHandle ssl, byte* output, nuint outputLength, byte* label, nuint labelLength, byte* context, nuint contextLength, int useContext);

    /// <summary><c>SRTP_PROTECTION_PROFILE</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct SelectedSrtpProfile
    {
        public byte* Name;
        public CULong Id;
    }
}
