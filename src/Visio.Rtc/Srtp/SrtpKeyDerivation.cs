using System.Security.Cryptography;

namespace Visio.Rtc.Srtp;

/// <summary>Derives session keys from a master key with the AES-CM pseudo-random function; the key derivation rate is 0 (RFC 3711 §4.3).</summary>
internal static class SrtpKeyDerivation
{
    // RFC 3711 §4.3.1 and §4.3.2. SRTCP's three labels follow SRTP's in the same order.
    public const byte RtpEncryption = 0;
    public const byte RtpAuthentication = 1;
    public const byte RtpSalt = 2;
    public const byte RtcpEncryption = 3;

    /// <summary>Fills <paramref name="destination"/> with the key of one label.</summary>
    /// <param name="masterKey">16 bytes.</param>
    /// <param name="masterSalt">14 bytes, or 12 for GCM, which counts as followed by zeros (RFC 7714 §11).</param>
    /// <param name="label">Which key.</param>
    /// <param name="destination">As long as the key.</param>
    public static void Derive(ReadOnlySpan<byte> masterKey, ReadOnlySpan<byte> masterSalt, byte label, Span<byte> destination)
    {
        // The label stands before the 48 bits of r = index DIV 0 = 0, both aligned to the end of a 112-bit salt: that is its byte 7.
        Span<byte> counter = stackalloc byte[16];
        counter.Clear();
        masterSalt.CopyTo(counter);
        counter[7] ^= label;

        using var cipher = CipherContext.CreateCounterMode(masterKey);
        cipher.Begin(counter);
        destination.Clear();
        cipher.Transform(destination, destination);
        CryptographicOperations.ZeroMemory(counter);
    }
}
