using System.Buffers.Binary;
using System.Diagnostics;
using System.Security.Cryptography;
using Visio.Rtc.Rtp;

namespace Visio.Rtc.Srtp;

/// <summary>Both directions of SRTP and SRTCP for one transport (RFC 3711, RFC 7714). Owned by one thread; never throws on network input.</summary>
public sealed class SrtpSession : IDisposable
{
    /// <summary>SSRCs a peer may send with during one session; a call that adds a track every minute reaches it after 17 hours.</summary>
    public const int MaxReceiveStreams = 1024;

    /// <summary>What its keys take, most of it in OpenSSL: a context of 1 kB for each direction of RTP and of RTCP.</summary>
    internal const int Bytes = 5_500;

    private const int RtpWindow = 1024;
    private const int RtcpWindow = 128;
    private const uint MaxRtcpIndex = 0x7FFFFFFF;

    private readonly SrtpTransform _sendRtp;
    private readonly SrtpTransform _sendRtcp;
    private readonly SrtpTransform _receiveRtp;
    private readonly SrtpTransform _receiveRtcp;
    private readonly int _tagLength;
    private readonly Dictionary<uint, ReplayWindow> _rtpWindows = [];
    private readonly Dictionary<uint, ReplayWindow> _rtcpWindows = [];
    private readonly HashSet<uint> _sendSsrcs = [];

    // One counter for all our SSRCs: unique per SSRC, which is what RFC 3711 §3.4 and RFC 7714 §9.1 need.
    private uint _nextRtcpIndex;

    /// <summary>Installs the keys that DTLS exported.</summary>
    /// <param name="profile">The negotiated protection profile.</param>
    /// <param name="keyingMaterial">The output of the DTLS exporter, <see cref="KeyingMaterialLength"/> bytes (RFC 5764 §4.2).</param>
    /// <param name="isDtlsClient">Whether this side was the DTLS client, and so sends with the client's key.</param>
    public SrtpSession(SrtpProfile profile, ReadOnlySpan<byte> keyingMaterial, bool isDtlsClient)
    {
        if (keyingMaterial.Length != KeyingMaterialLength(profile))
        {
            throw new ArgumentException("not the length that the profile needs", nameof(keyingMaterial));
        }

        Profile = profile;
        _tagLength = TagLength(profile);

        // RFC 5764 §4.2: client key, server key, client salt, server salt.
        var keys = keyingMaterial[..(2 * CipherContext.KeyLength)];
        var salts = keyingMaterial[(2 * CipherContext.KeyLength)..];
        var saltLength = salts.Length / 2;
        var sendIndex = isDtlsClient ? 0 : 1;
        var receiveIndex = 1 - sendIndex;
        var sendKey = keys.Slice(sendIndex * CipherContext.KeyLength, CipherContext.KeyLength);
        var sendSalt = salts.Slice(sendIndex * saltLength, saltLength);
        var receiveKey = keys.Slice(receiveIndex * CipherContext.KeyLength, CipherContext.KeyLength);
        var receiveSalt = salts.Slice(receiveIndex * saltLength, saltLength);
        _sendRtp = CreateTransform(profile, sendKey, sendSalt, SrtpKeyDerivation.RtpEncryption, encrypt: true);
        _sendRtcp = CreateTransform(profile, sendKey, sendSalt, SrtpKeyDerivation.RtcpEncryption, encrypt: true);
        _receiveRtp = CreateTransform(profile, receiveKey, receiveSalt, SrtpKeyDerivation.RtpEncryption, encrypt: false);
        _receiveRtcp = CreateTransform(profile, receiveKey, receiveSalt, SrtpKeyDerivation.RtcpEncryption, encrypt: false);
    }

    /// <summary>The negotiated protection profile.</summary>
    public SrtpProfile Profile { get; }

    /// <summary>Bytes that protection adds to an RTP packet: 10 or 16.</summary>
    public int RtpOverhead => _tagLength;

    /// <summary>Bytes that protection adds to an RTCP packet: 14 or 20.</summary>
    public int RtcpOverhead => _tagLength + SrtpTransform.RtcpIndexLength;

    /// <summary>The objects that each RTP packet sent reads (<see cref="Buffers.CacheLines"/>).</summary>
    public object[] SendState => [this, .. _sendRtp.State];

    /// <summary>Asks for what else each RTP packet sent reads, once <see cref="SendState"/> is in the cache.</summary>
    public void Warm() => _sendRtp.Warm();

    /// <summary>How many SSRCs were received and authenticated, RTP and RTCP counted apart.</summary>
    internal int ReceiveStreamCount => _rtpWindows.Count + _rtcpWindows.Count;

    /// <summary>Bytes of keying material a profile needs: two master keys and two master salts (RFC 5764 §4.2).</summary>
    public static int KeyingMaterialLength(SrtpProfile profile) => 2 * (CipherContext.KeyLength + SaltLength(profile));

    /// <summary>Opens a stream to send; it keeps the roll-over counter of one SSRC. An SSRC is opened once per session.</summary>
    /// <remarks>
    /// Let the first sequence number be below 2^15: a receiver that misses the packets before an early roll-over cannot know of it
    /// (RFC 3711 §3.3.1).
    /// </remarks>
    /// <exception cref="InvalidOperationException">The SSRC was opened before: a second counter would reuse its IVs.</exception>
    public SrtpSendStream OpenSendStream(uint ssrc) =>
        _sendSsrcs.Add(ssrc) ? new(ssrc) : throw new InvalidOperationException($"SSRC {ssrc} is already sent in this session");

    /// <summary>Encrypts one RTP packet from its header and plaintext payload into <paramref name="destination"/>.</summary>
    /// <remarks>
    /// The same header and payload give the same bytes, so a stored packet may be sent again unchanged. Never protect two
    /// different packets under one SSRC and sequence number: in GCM that reveals the authentication key (RFC 7714 §8.1).
    /// <paramref name="payload"/> may lie exactly where it is encrypted to, and must not overlap the destination otherwise.
    /// </remarks>
    /// <returns>The length written: header, payload and <see cref="RtpOverhead"/>.</returns>
    public int ProtectRtp(SrtpSendStream stream, ReadOnlySpan<byte> header, ReadOnlySpan<byte> payload, Span<byte> destination)
    {
        Debug.Assert(BinaryPrimitives.ReadUInt32BigEndian(header[8..]) == stream.Ssrc, "the header is of another stream");
        var index = stream.IndexOf(BinaryPrimitives.ReadUInt16BigEndian(header[2..]));
        return _sendRtp.ProtectRtp(stream.Ssrc, index, header, payload, destination);
    }

    /// <summary>Authenticates and decrypts in place; the first <paramref name="length"/> bytes are then plain RTP.</summary>
    public DropReason UnprotectRtp(Span<byte> packet, out int length)
    {
        length = 0;
        if (!RtpPacket.TryMeasureHeader(packet, out var headerLength) || packet.Length < headerLength + _tagLength)
        {
            return DropReason.SrtpMalformed;
        }

        var sequenceNumber = BinaryPrimitives.ReadUInt16BigEndian(packet[2..]);
        var ssrc = BinaryPrimitives.ReadUInt32BigEndian(packet[8..]);
        var isKnown = _rtpWindows.TryGetValue(ssrc, out var window);
        var index = PacketIndex.Estimate(isKnown ? window!.Highest : PacketIndex.None, sequenceNumber);
        if (isKnown ? !window!.IsFresh(index) : _rtpWindows.Count == MaxReceiveStreams)
        {
            return isKnown ? DropReason.SrtpReplayed : DropReason.SrtpTooManyStreams;
        }

        if (!_receiveRtp.UnprotectRtp(ssrc, (ulong)index, headerLength, packet))
        {
            return DropReason.SrtpUnauthenticated;
        }

        Accept(_rtpWindows, ssrc, window, RtpWindow, index);
        length = packet.Length - _tagLength;
        return DropReason.None;
    }

    /// <summary>Encrypts one compound RTCP packet.</summary>
    /// <returns>The length written: the packet and <see cref="RtcpOverhead"/>.</returns>
    /// <exception cref="InvalidOperationException">2^31 packets were sent: the keys are used up (RFC 3711 §9.2).</exception>
    public int ProtectRtcp(ReadOnlySpan<byte> packet, Span<byte> destination)
    {
        if (_nextRtcpIndex > MaxRtcpIndex)
        {
            throw new InvalidOperationException("the SRTCP index is used up");
        }

        return _sendRtcp.ProtectRtcp(BinaryPrimitives.ReadUInt32BigEndian(packet[4..]), _nextRtcpIndex++, packet, destination);
    }

    /// <summary>Authenticates and decrypts in place; the first <paramref name="length"/> bytes are then plain RTCP.</summary>
    public DropReason UnprotectRtcp(Span<byte> packet, out int length)
    {
        length = 0;
        if (packet.Length < SrtpTransform.RtcpClearLength + RtcpOverhead || packet[0] >> 6 != 2)
        {
            return DropReason.SrtpMalformed;
        }

        var ssrc = BinaryPrimitives.ReadUInt32BigEndian(packet[4..]);
        long index = _receiveRtcp.ReadRtcpIndex(packet) & MaxRtcpIndex;
        var isKnown = _rtcpWindows.TryGetValue(ssrc, out var window);
        if (isKnown ? !window!.IsFresh(index) : _rtcpWindows.Count == MaxReceiveStreams)
        {
            return isKnown ? DropReason.SrtpReplayed : DropReason.SrtpTooManyStreams;
        }

        if (!_receiveRtcp.UnprotectRtcp(ssrc, packet))
        {
            return DropReason.SrtpUnauthenticated;
        }

        Accept(_rtcpWindows, ssrc, window, RtcpWindow, index);
        length = packet.Length - RtcpOverhead;
        return DropReason.None;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _sendRtp.Dispose();
        _sendRtcp.Dispose();
        _receiveRtp.Dispose();
        _receiveRtcp.Dispose();
    }

    /// <summary>State of a new SSRC is made only here, after authentication, so that forged packets make none.</summary>
    private static void Accept(Dictionary<uint, ReplayWindow> windows, uint ssrc, ReplayWindow? window, int size, long index)
    {
        if (window == null)
        {
            window = new(size);
            windows.Add(ssrc, window);
        }

        window.Accept(index);
    }

    private static SrtpTransform CreateTransform(
        SrtpProfile profile, ReadOnlySpan<byte> masterKey, ReadOnlySpan<byte> masterSalt, byte firstLabel, bool encrypt)
    {
        // The labels of encryption, authentication and salt are consecutive, for SRTP as for SRTCP.
        Span<byte> key = stackalloc byte[CipherContext.KeyLength];
        Span<byte> authentication = stackalloc byte[CounterModeTransform.AuthenticationKeyLength];
        Span<byte> salt = stackalloc byte[SaltLength(profile)];
        SrtpKeyDerivation.Derive(masterKey, masterSalt, firstLabel, key);
        SrtpKeyDerivation.Derive(masterKey, masterSalt, (byte)(firstLabel + SrtpKeyDerivation.RtpAuthentication), authentication);
        SrtpKeyDerivation.Derive(masterKey, masterSalt, (byte)(firstLabel + SrtpKeyDerivation.RtpSalt), salt);
        SrtpTransform transform = profile == SrtpProfile.AeadAes128Gcm
            ? new GcmTransform(key, salt, encrypt)
            : new CounterModeTransform(key, salt, authentication);
        CryptographicOperations.ZeroMemory(key);
        CryptographicOperations.ZeroMemory(authentication);
        CryptographicOperations.ZeroMemory(salt);
        return transform;
    }

    private static int SaltLength(SrtpProfile profile) => profile switch
    {
        SrtpProfile.AeadAes128Gcm => GcmTransform.SaltLength,
        SrtpProfile.Aes128CmHmacSha1Tag80 => CounterModeTransform.SaltLength,
        _ => throw new ArgumentOutOfRangeException(nameof(profile)),
    };

    private static int TagLength(SrtpProfile profile) =>
        profile == SrtpProfile.AeadAes128Gcm ? GcmTransform.TagLength : CounterModeTransform.TagLength;
}
