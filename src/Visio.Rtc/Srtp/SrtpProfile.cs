namespace Visio.Rtc.Srtp;

/// <summary>The SRTP protection profiles that are offered, by their DTLS-SRTP number (RFC 5764 §4.1.2, RFC 7714 §14.2).</summary>
public enum SrtpProfile : ushort
{
    /// <summary>AES in counter mode with an 80-bit HMAC-SHA1 tag (RFC 3711).</summary>
    Aes128CmHmacSha1Tag80 = 0x0001,

    /// <summary>AES-128 in Galois counter mode with a 128-bit tag (RFC 7714); preferred.</summary>
    AeadAes128Gcm = 0x0007,
}
