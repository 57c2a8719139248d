using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Visio.Rtc.Srtp;

/// <summary>
/// The functions of one cipher in OpenSSL's provider (provider-cipher(7)). EVP calls the same ones, after it has looked at every parameter
/// again for each packet, and asked the context for its lengths by name: a fifth of what encrypting a packet of 1,100 bytes takes, a third for
/// one of sound.
/// </summary>
internal sealed unsafe class CipherFunctions
{
    // OSSL_OP_CIPHER and OSSL_FUNC_CIPHER_*, the numbers of core_dispatch.h.
    private const int CipherOperation = 2;
    private const int NewContextNumber = 1;
    private const int EncryptInitNumber = 2;
    private const int DecryptInitNumber = 3;
    private const int UpdateNumber = 4;
    private const int FinalNumber = 5;
    private const int FreeContextNumber = 7;
    private const int GetContextParametersNumber = 10;
    private const int SetContextParametersNumber = 11;

    private readonly nint _providerContext;
    private readonly delegate* unmanaged<nint, nint> _newContext;

    private CipherFunctions(nint provider, Dispatch* functions)
    {
        _providerContext = LibCrypto.OSSL_PROVIDER_get0_provider_ctx(provider);
        for (; functions->Number != 0; functions++)
        {
            var function = functions->Function;
            switch (functions->Number)
            {
                case NewContextNumber:
                    _newContext = (delegate* unmanaged<nint, nint>)function;
                    break;
                case EncryptInitNumber:
                    EncryptInit = (delegate* unmanaged<nint, byte*, nuint, byte*, nuint, LibCrypto.Parameter*, int>)function;
                    break;
                case DecryptInitNumber:
                    DecryptInit = (delegate* unmanaged<nint, byte*, nuint, byte*, nuint, LibCrypto.Parameter*, int>)function;
                    break;
                case UpdateNumber:
                    Update = (delegate* unmanaged<nint, byte*, nuint*, nuint, byte*, nuint, int>)function;
                    break;
                case FinalNumber:
                    Final = (delegate* unmanaged<nint, byte*, nuint*, nuint, int>)function;
                    break;
                case FreeContextNumber:
                    FreeContext = (delegate* unmanaged<nint, void>)function;
                    break;
                case GetContextParametersNumber:
                    GetParameters = (delegate* unmanaged<nint, LibCrypto.Parameter*, int>)function;
                    break;
                case SetContextParametersNumber:
                    SetParameters = (delegate* unmanaged<nint, LibCrypto.Parameter*, int>)function;
                    break;
            }
        }
    }

    /// <summary>Sets the key, the IV or both for encryption.</summary>
    public delegate* unmanaged<nint, byte*, nuint, byte*, nuint, LibCrypto.Parameter*, int> EncryptInit { get; }

    /// <summary>The same for decryption.</summary>
    public delegate* unmanaged<nint, byte*, nuint, byte*, nuint, LibCrypto.Parameter*, int> DecryptInit { get; }

    /// <summary>Takes data; without an output, data that is only authenticated.</summary>
    public delegate* unmanaged<nint, byte*, nuint*, nuint, byte*, nuint, int> Update { get; }

    /// <summary>Ends a message.</summary>
    public delegate* unmanaged<nint, byte*, nuint*, nuint, int> Final { get; }

    /// <summary>Gives a context back; its keys are wiped.</summary>
    public delegate* unmanaged<nint, void> FreeContext { get; }

    /// <summary>Reads the tag.</summary>
    public delegate* unmanaged<nint, LibCrypto.Parameter*, int> GetParameters { get; }

    /// <summary>Sets the tag that is expected.</summary>
    public delegate* unmanaged<nint, LibCrypto.Parameter*, int> SetParameters { get; }

    private bool IsComplete => _newContext != null && EncryptInit != null && DecryptInit != null && Update != null && Final != null
        && FreeContext != null && GetParameters != null && SetParameters != null;

    /// <summary>Finds the cipher that EVP would use, in whichever provider the system is set up to take it from. To be kept: it is never freed.</summary>
    /// <exception cref="CryptographicException">OpenSSL has no such cipher.</exception>
    public static CipherFunctions Find(string algorithm)
    {
        var cipher = LibCrypto.EVP_CIPHER_fetch(0, algorithm, properties: null);
        if (cipher != 0)
        {
            int mayNotCache;
            var provider = LibCrypto.EVP_CIPHER_get0_provider(cipher);
            for (var offered = (Algorithm*)LibCrypto.OSSL_PROVIDER_query_operation(provider, CipherOperation, &mayNotCache);
                offered != null && offered->Names != 0;
                offered++)
            {
                if (Marshal.PtrToStringUTF8(offered->Names)!.Split(':').Contains(algorithm, StringComparer.OrdinalIgnoreCase)
                    && new CipherFunctions(provider, offered->Functions) is { IsComplete: true } found)
                {
                    return found;
                }
            }
        }

        throw new CryptographicException($"OpenSSL offers no {algorithm}");
    }

    /// <summary>Makes a context, without a key.</summary>
    public nint CreateContext() => _newContext(_providerContext);

    /// <summary>OSSL_DISPATCH.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Dispatch
    {
        public int Number;
        public nint Function;
    }

    /// <summary>OSSL_ALGORITHM.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Algorithm
    {
        public nint Names;
        public nint Properties;
        public Dispatch* Functions;
        public nint Description;
    }
}
