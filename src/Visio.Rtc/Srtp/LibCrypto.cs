using System.Runtime.InteropServices;
using Visio.Rtc.OpenSsl;

namespace Visio.Rtc.Srtp;

/// <summary>The functions of OpenSSL's libcrypto that SRTP needs. See the manual pages of the same names.</summary>
/// <remarks>
/// Plain transitions: SuppressGCTransition gains 1 ns per call, and would let a long encryption hold up a garbage collection.
/// </remarks>
internal static unsafe partial class LibCrypto
{
    [LibraryImport(OpenSslLibrary.Crypto, StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint EVP_CIPHER_fetch(nint library, string algorithm, string? properties);

    [LibraryImport(OpenSslLibrary.Crypto)]
    public static partial nint EVP_CIPHER_get0_provider(nint cipher);

    [LibraryImport(OpenSslLibrary.Crypto)]
    public static partial nint OSSL_PROVIDER_get0_provider_ctx(nint provider);

    [LibraryImport(OpenSslLibrary.Crypto)]
    public static partial nint OSSL_PROVIDER_query_operation(nint provider, int operation, int* mayNotCache);

    [LibraryImport(OpenSslLibrary.Crypto, StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint EVP_MAC_fetch(nint library, string algorithm, string? properties);

    [LibraryImport(OpenSslLibrary.Crypto)]
    public static partial nint EVP_MAC_CTX_new(nint mac);

    [LibraryImport(OpenSslLibrary.Crypto)]
    public static partial void EVP_MAC_CTX_free(nint context);

    [LibraryImport(OpenSslLibrary.Crypto)]
    public static partial int EVP_MAC_init(nint context, byte* key, nuint keyLength, Parameter* parameters);

    [LibraryImport(OpenSslLibrary.Crypto)]
    public static partial int EVP_MAC_update(nint context, byte* data, nuint length);

    [LibraryImport(OpenSslLibrary.Crypto)]
    public static partial int EVP_MAC_final(nint context, byte* output, nuint* outputLength, nuint outputSize);

    /// <summary>OSSL_PARAM.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct Parameter
    {
        public const uint Utf8String = 4;
        public const uint OctetString = 5;

        public byte* Key;
        public uint Type;
        public void* Data;
        public nuint Size;
        public nuint ReturnSize;
    }
}
