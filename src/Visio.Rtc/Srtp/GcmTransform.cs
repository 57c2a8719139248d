using System.Buffers.Binary;

namespace Visio.Rtc.Srtp;

/// <summary>AEAD_AES_128_GCM (RFC 7714). The tag follows the ciphertext; SRTCP's index follows the tag (§9.2).</summary>
internal sealed class GcmTransform : SrtpTransform
{
    public const int TagLength = 16;
    public const int SaltLength = 12;

    private readonly CipherContext _cipher;
    private readonly ulong _saltHigh;
    private readonly uint _saltLow;

    public GcmTransform(ReadOnlySpan<byte> key, ReadOnlySpan<byte> salt, bool encrypt)
    {
        _cipher = CipherContext.CreateGcm(key, encrypt);
        _saltHigh = BinaryPrimitives.ReadUInt64BigEndian(salt);
        _saltLow = BinaryPrimitives.ReadUInt32BigEndian(salt[8..]);
    }

    public override object[] State => [this, _cipher];

    public override void Warm() => _cipher.Warm();

    public override int ProtectRtp(uint ssrc, ulong index, ReadOnlySpan<byte> header, ReadOnlySpan<byte> payload, Span<byte> destination)
    {
        Begin(ssrc, index);
        _cipher.Authenticate(header);
        header.CopyTo(destination);
        _cipher.Transform(payload, destination[header.Length..]);
        var length = header.Length + payload.Length;
        _cipher.Seal(destination[length..]);
        return length + TagLength;
    }

    public override bool UnprotectRtp(uint ssrc, ulong index, int headerLength, Span<byte> packet)
    {
        Begin(ssrc, index);
        _cipher.Authenticate(packet[..headerLength]);
        var payload = packet[headerLength..^TagLength];
        _cipher.Transform(payload, payload);
        return _cipher.Open(packet[^TagLength..]);
    }

    public override int ProtectRtcp(uint ssrc, uint index, ReadOnlySpan<byte> packet, Span<byte> destination)
    {
        Begin(ssrc, index);

        // §9.2: the associated data is the clear part followed by the index word.
        var word = destination.Slice(packet.Length + TagLength, RtcpIndexLength);
        WriteRtcpIndex(index | Encrypted, word);
        _cipher.Authenticate(packet[..RtcpClearLength]);
        _cipher.Authenticate(word);
        packet[..RtcpClearLength].CopyTo(destination);
        _cipher.Transform(packet[RtcpClearLength..], destination[RtcpClearLength..]);
        _cipher.Seal(destination[packet.Length..]);
        return packet.Length + TagLength + RtcpIndexLength;
    }

    public override bool UnprotectRtcp(uint ssrc, Span<byte> packet)
    {
        var word = ReadRtcpIndex(packet);
        var isEncrypted = (word & Encrypted) != 0;
        var body = packet[..^(TagLength + RtcpIndexLength)];
        Begin(ssrc, word & ~Encrypted);

        // §9.3: without the E bit the whole packet is associated data.
        _cipher.Authenticate(isEncrypted ? body[..RtcpClearLength] : body);
        _cipher.Authenticate(packet[^RtcpIndexLength..]);
        if (isEncrypted)
        {
            _cipher.Transform(body[RtcpClearLength..], body[RtcpClearLength..]);
        }

        return _cipher.Open(packet.Slice(body.Length, TagLength));
    }

    public override uint ReadRtcpIndex(ReadOnlySpan<byte> packet) => BinaryPrimitives.ReadUInt32BigEndian(packet[^RtcpIndexLength..]);

    public override void Dispose() => _cipher.Dispose();

    /// <summary>§8.1 and §9.1: salt XOR (two zero bytes, SSRC, 48-bit index); SRTCP's index is shorter and stands in the same place.</summary>
    private void Begin(uint ssrc, ulong index)
    {
        Span<byte> iv = stackalloc byte[SaltLength];
        BinaryPrimitives.WriteUInt64BigEndian(iv, _saltHigh ^ (((ulong)ssrc << 16) | (index >> 32)));
        BinaryPrimitives.WriteUInt32BigEndian(iv[8..], _saltLow ^ (uint)index);
        _cipher.Begin(iv);
    }
}
