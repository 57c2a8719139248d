using System.Security.Cryptography;

namespace Visio.Rtc.Srtp;

/// <summary>An OpenSSL cipher context that keeps its key schedule; each packet sets only the IV. Owned by one thread.</summary>
internal sealed unsafe class EvpCipher : IDisposable
{
    // Fetched once per process: looking a cipher up costs more than encrypting a packet. Never freed.
    private static readonly nint Gcm = Fetch("AES-128-GCM");
    private static readonly nint CounterMode = Fetch("AES-128-CTR");

    private nint _context;

    private EvpCipher(nint cipher, ReadOnlySpan<byte> key, bool encrypt)
    {
        if (key.Length != KeyLength)
        {
            throw new ArgumentException("AES-128 takes 16 bytes", nameof(key));
        }

        _context = LibCrypto.EVP_CIPHER_CTX_new();
        fixed (byte* k = key)
        {
            Require(_context != 0 && LibCrypto.EVP_CipherInit_ex(_context, cipher, 0, k, null, encrypt ? 1 : 0) == 1);
        }
    }

    /// <summary>Bytes of an AES-128 key.</summary>
    public const int KeyLength = 16;

    public static EvpCipher CreateGcm(ReadOnlySpan<byte> key, bool encrypt) => new(Gcm, key, encrypt);

    /// <summary>In counter mode, encryption and decryption are the same.</summary>
    public static EvpCipher CreateCounterMode(ReadOnlySpan<byte> key) => new(CounterMode, key, encrypt: true);

    /// <summary>Begins a packet: 12 bytes of IV for GCM, the 16 of the first counter block for counter mode.</summary>
    public void Begin(ReadOnlySpan<byte> iv)
    {
        ObjectDisposedException.ThrowIf(_context == 0, this);
        fixed (byte* p = iv)
        {
            Require(LibCrypto.EVP_CipherInit_ex(_context, 0, 0, null, p, -1) == 1);
        }
    }

    /// <summary>Adds data that GCM authenticates and leaves in the clear.</summary>
    public void Authenticate(ReadOnlySpan<byte> data)
    {
        int written;
        fixed (byte* p = data)
        {
            Require(LibCrypto.EVP_CipherUpdate(_context, null, &written, p, data.Length) == 1);
        }
    }

    /// <summary>Encrypts or decrypts; <paramref name="destination"/> is the source itself or does not overlap it.</summary>
    public void Transform(ReadOnlySpan<byte> source, Span<byte> destination)
    {
        // The native side trusts the lengths.
        if (source.Length > destination.Length)
        {
            throw new ArgumentException("shorter than the source", nameof(destination));
        }

        int written;
        fixed (byte* from = source, to = destination)
        {
            // OpenSSL takes a missing output for associated data.
            if (source.IsEmpty)
            {
                return;
            }

            Require(LibCrypto.EVP_CipherUpdate(_context, to, &written, from, source.Length) == 1);
        }
    }

    /// <summary>Ends a packet that was encrypted by GCM and writes its tag, 16 bytes.</summary>
    public void Seal(Span<byte> tag)
    {
        int written;
        byte nothing;
        fixed (byte* p = tag[..GcmTransform.TagLength])
        {
            Require(LibCrypto.EVP_CipherFinal_ex(_context, &nothing, &written) == 1
                && LibCrypto.EVP_CIPHER_CTX_ctrl(_context, LibCrypto.GetTag, GcmTransform.TagLength, p) == 1);
        }
    }

    /// <summary>Ends a packet that was decrypted by GCM: whether the tag, 16 bytes, is right. OpenSSL compares in constant time.</summary>
    public bool Open(ReadOnlySpan<byte> tag)
    {
        int written;
        byte nothing;
        fixed (byte* p = tag[..GcmTransform.TagLength])
        {
            return LibCrypto.EVP_CIPHER_CTX_ctrl(_context, LibCrypto.SetTag, GcmTransform.TagLength, p) == 1
                && LibCrypto.EVP_CipherFinal_ex(_context, &nothing, &written) == 1;
        }
    }

    public void Dispose()
    {
        LibCrypto.EVP_CIPHER_CTX_free(_context);
        _context = 0;
    }

    private static nint Fetch(string algorithm)
    {
        var cipher = LibCrypto.EVP_CIPHER_fetch(0, algorithm, properties: null);
        return cipher != 0 ? cipher : throw new CryptographicException($"OpenSSL offers no {algorithm}");
    }

    private static void Require(bool succeeded)
    {
        if (!succeeded)
        {
            throw new CryptographicException("OpenSSL refused a cipher operation");
        }
    }
}
