using System.Runtime.InteropServices;
using Visio.Rtc.OpenSsl;

namespace Visio.Rtc.Dtls;

/// <summary>The functions of OpenSSL's libcrypto that DTLS needs, by their own names.</summary>
internal static unsafe partial class LibCrypto
{
    public const int BioCtrlReset = 1;
    public const int BioSetMemoryEofReturn = 130;

    [LibraryImport(OpenSslLibrary.Crypto)]
    public static partial nint BIO_s_mem();

    [LibraryImport(OpenSslLibrary.Crypto)]
    public static partial BioHandle BIO_new(nint method);

    [LibraryImport(OpenSslLibrary.Crypto)]
    public static partial int BIO_up_ref(BioHandle bio);

    [LibraryImport(OpenSslLibrary.Crypto)]
    public static partial int BIO_free(nint bio);

    [LibraryImport(OpenSslLibrary.Crypto)]
    public static partial int BIO_read(BioHandle bio, byte* buffer, int length);

    [LibraryImport(OpenSslLibrary.Crypto)]
    public static partial int BIO_write(BioHandle bio, byte* buffer, int length);

    [LibraryImport(OpenSslLibrary.Crypto)]
    public static partial nuint BIO_ctrl_pending(BioHandle bio);

    [LibraryImport(OpenSslLibrary.Crypto)]
    public static partial long BIO_ctrl(BioHandle bio, int command, long argument, void* pointer);

    [LibraryImport(OpenSslLibrary.Crypto)]
    public static partial nint EVP_sha256();

    [LibraryImport(OpenSslLibrary.Crypto)]
    public static partial nint EVP_sha384();

    [LibraryImport(OpenSslLibrary.Crypto)]
    public static partial nint EVP_sha512();

    [LibraryImport(OpenSslLibrary.Crypto)]
    public static partial int X509_digest(nint certificate, nint hash, byte* output, uint* length);

    [LibraryImport(OpenSslLibrary.Crypto)]
    public static partial void X509_free(nint certificate);

    [LibraryImport(OpenSslLibrary.Crypto)]
    public static partial ulong ERR_get_error();

    [LibraryImport(OpenSslLibrary.Crypto)]
    public static partial void ERR_clear_error();

    [LibraryImport(OpenSslLibrary.Crypto)]
    public static partial void ERR_error_string_n(ulong error, byte* buffer, nuint length);

    /// <summary>The oldest error of this thread in words, and forgets them all.</summary>
    public static string TakeError()
    {
        var error = ERR_get_error();
        ERR_clear_error();
        if (error == 0)
        {
            return "no OpenSSL error was recorded";
        }

        const int Capacity = 256;
        var text = stackalloc byte[Capacity];
        ERR_error_string_n(error, text, Capacity);
        return Marshal.PtrToStringUTF8((nint)text) ?? "";
    }
}
