using System.Security.Cryptography;

namespace Visio.Rtc.Srtp;

/// <summary>An OpenSSL HMAC-SHA1 context that keeps its key (RFC 2104); each packet starts from the keyed state. Owned by one thread.</summary>
internal sealed unsafe class EvpHmacSha1 : IDisposable
{
    /// <summary>Bytes of a full digest.</summary>
    public const int DigestLength = 20;

    private static readonly nint Hmac = LibCrypto.EVP_MAC_fetch(0, "HMAC", properties: null);

    private nint _context;

    public EvpHmacSha1(ReadOnlySpan<byte> key)
    {
        _context = LibCrypto.EVP_MAC_CTX_new(Hmac);
        fixed (byte* k = key, name = "digest\0"u8, value = "SHA1\0"u8)
        {
            var parameters = stackalloc LibCrypto.Parameter[2];
            parameters[0] = new() { Key = name, Type = LibCrypto.Parameter.Utf8String, Data = value, Size = 4 };
            parameters[1] = default;
            Require(_context != 0 && LibCrypto.EVP_MAC_init(_context, k, (nuint)key.Length, parameters) == 1);
        }
    }

    /// <summary>Computes the digest over a packet and what is appended to it for authentication, if anything.</summary>
    public void Compute(ReadOnlySpan<byte> packet, ReadOnlySpan<byte> suffix, Span<byte> digest)
    {
        ObjectDisposedException.ThrowIf(_context == 0, this);
        Require(LibCrypto.EVP_MAC_init(_context, null, 0, null) == 1);
        Update(packet);
        Update(suffix);
        nuint written;
        fixed (byte* d = digest[..DigestLength])
        {
            Require(LibCrypto.EVP_MAC_final(_context, d, &written, DigestLength) == 1);
        }
    }

    public void Dispose()
    {
        LibCrypto.EVP_MAC_CTX_free(_context);
        _context = 0;
    }

    private static void Require(bool succeeded)
    {
        if (!succeeded)
        {
            throw new CryptographicException("OpenSSL refused an HMAC operation");
        }
    }

    private void Update(ReadOnlySpan<byte> data)
    {
        if (!data.IsEmpty)
        {
            fixed (byte* p = data)
            {
                Require(LibCrypto.EVP_MAC_update(_context, p, (nuint)data.Length) == 1);
            }
        }
    }
}
