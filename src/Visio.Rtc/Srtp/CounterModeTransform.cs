using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Visio.Rtc.Srtp;

/// <summary>AES_CM_128_HMAC_SHA1_80 (RFC 3711 §4.1.1, §4.2.1). SRTCP's index precedes the tag (§3.4).</summary>
internal sealed class CounterModeTransform : SrtpTransform
{
    public const int TagLength = 10;
    public const int SaltLength = 14;
    public const int AuthenticationKeyLength = 20;

    private readonly CipherContext _cipher;
    private readonly EvpHmacSha1 _mac;
    private readonly ulong _saltHigh;
    private readonly ulong _saltLow;

    public CounterModeTransform(ReadOnlySpan<byte> key, ReadOnlySpan<byte> salt, ReadOnlySpan<byte> authenticationKey)
    {
        _cipher = CipherContext.CreateCounterMode(key);
        _mac = new(authenticationKey);
        _saltHigh = BinaryPrimitives.ReadUInt64BigEndian(salt);
        _saltLow = ((ulong)BinaryPrimitives.ReadUInt32BigEndian(salt[8..]) << 32)
            | ((ulong)BinaryPrimitives.ReadUInt16BigEndian(salt[12..]) << 16);
    }

    public override object[] State => [this, _cipher, _mac];

    public override void Warm() => _cipher.Warm();

    public override int ProtectRtp(uint ssrc, ulong index, ReadOnlySpan<byte> header, ReadOnlySpan<byte> payload, Span<byte> destination)
    {
        header.CopyTo(destination);
        Encrypt(ssrc, index, payload, destination[header.Length..]);
        var length = header.Length + payload.Length;
        Tag(index, destination[..length], destination[length..]);
        return length + TagLength;
    }

    public override bool UnprotectRtp(uint ssrc, ulong index, int headerLength, Span<byte> packet)
    {
        var body = packet[..^TagLength];
        Span<byte> tag = stackalloc byte[TagLength];
        Tag(index, body, tag);
        if (!CryptographicOperations.FixedTimeEquals(tag, packet[^TagLength..]))
        {
            return false;
        }

        Encrypt(ssrc, index, body[headerLength..], body[headerLength..]);
        return true;
    }

    public override int ProtectRtcp(uint ssrc, uint index, ReadOnlySpan<byte> packet, Span<byte> destination)
    {
        packet[..RtcpClearLength].CopyTo(destination);
        Encrypt(ssrc, index, packet[RtcpClearLength..], destination[RtcpClearLength..]);
        WriteRtcpIndex(index | Encrypted, destination[packet.Length..]);
        var length = packet.Length + RtcpIndexLength;
        Tag(destination[..length], default, destination[length..]);
        return length + TagLength;
    }

    public override bool UnprotectRtcp(uint ssrc, Span<byte> packet)
    {
        Span<byte> tag = stackalloc byte[TagLength];
        Tag(packet[..^TagLength], default, tag);
        if (!CryptographicOperations.FixedTimeEquals(tag, packet[^TagLength..]))
        {
            return false;
        }

        var word = ReadRtcpIndex(packet);
        if ((word & Encrypted) != 0)
        {
            var secret = packet[RtcpClearLength..^(TagLength + RtcpIndexLength)];
            Encrypt(ssrc, word & ~Encrypted, secret, secret);
        }

        return true;
    }

    public override uint ReadRtcpIndex(ReadOnlySpan<byte> packet) =>
        BinaryPrimitives.ReadUInt32BigEndian(packet[^(TagLength + RtcpIndexLength)..]);

    public override void Dispose()
    {
        _cipher.Dispose();
        _mac.Dispose();
    }

    /// <summary>§4.1.1: the first counter block is (salt · 2^16) XOR (SSRC · 2^64) XOR (index · 2^16).</summary>
    private void Encrypt(uint ssrc, ulong index, ReadOnlySpan<byte> source, Span<byte> destination)
    {
        Span<byte> counter = stackalloc byte[16];
        BinaryPrimitives.WriteUInt64BigEndian(counter, _saltHigh ^ ssrc);
        BinaryPrimitives.WriteUInt64BigEndian(counter[8..], _saltLow ^ (index << 16));
        _cipher.Begin(counter);
        _cipher.Transform(source, destination);
    }

    /// <summary>§4.2: what SRTP authenticates ends with the roll-over counter, which is not sent.</summary>
    private void Tag(ulong index, ReadOnlySpan<byte> packet, Span<byte> tag)
    {
        Span<byte> rollOver = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(rollOver, (uint)(index >> 16));
        Tag(packet, rollOver, tag);
    }

    private void Tag(ReadOnlySpan<byte> packet, ReadOnlySpan<byte> suffix, Span<byte> tag)
    {
        Span<byte> digest = stackalloc byte[EvpHmacSha1.DigestLength];
        _mac.Compute(packet, suffix, digest);
        digest[..TagLength].CopyTo(tag);
    }
}
