namespace Visio.Rtc.Srtp;

/// <summary>Both directions of SRTP and SRTCP for one transport (RFC 3711, RFC 7714). Owned by one thread; never throws on network input.</summary>
public sealed class SrtpSession : IDisposable
{
    /// <summary>Installs the keys that DTLS exported.</summary>
    /// <param name="profile">The negotiated protection profile.</param>
    /// <param name="keyingMaterial">The output of the DTLS exporter, <see cref="KeyingMaterialLength"/> bytes (RFC 5764 §4.2).</param>
    /// <param name="isDtlsClient">Whether this side was the DTLS client, and so sends with the client's key.</param>
    public SrtpSession(SrtpProfile profile, ReadOnlySpan<byte> keyingMaterial, bool isDtlsClient)
    {
        Profile = profile;
        throw new NotImplementedException();
    }

    /// <summary>The negotiated protection profile.</summary>
    public SrtpProfile Profile { get; }

    /// <summary>Bytes that protection adds to an RTP packet: 10 or 16.</summary>
    public int RtpOverhead => throw new NotImplementedException();

    /// <summary>Bytes that protection adds to an RTCP packet: 14 or 20.</summary>
    public int RtcpOverhead => throw new NotImplementedException();

    /// <summary>Bytes of keying material a profile needs: two master keys and two master salts (RFC 5764 §4.2).</summary>
    public static int KeyingMaterialLength(SrtpProfile profile) => throw new NotImplementedException();

    /// <summary>Opens a stream to send; it keeps the roll-over counter of one SSRC. An SSRC is opened once per session.</summary>
    public SrtpSendStream OpenSendStream(uint ssrc) => throw new NotImplementedException();

    /// <summary>Encrypts one RTP packet from its header and plaintext payload into <paramref name="destination"/>.</summary>
    /// <remarks>
    /// The same header and payload give the same bytes, so a stored packet may be sent again unchanged. Never protect two
    /// different packets under one SSRC and sequence number: in GCM that reveals the authentication key (RFC 7714 §8.1).
    /// </remarks>
    /// <returns>The length written: header, payload and <see cref="RtpOverhead"/>.</returns>
    public int ProtectRtp(SrtpSendStream stream, ReadOnlySpan<byte> header, ReadOnlySpan<byte> payload, Span<byte> destination) =>
        throw new NotImplementedException();

    /// <summary>Authenticates and decrypts in place; the first <paramref name="length"/> bytes are then plain RTP.</summary>
    public DropReason UnprotectRtp(Span<byte> packet, out int length) => throw new NotImplementedException();

    /// <summary>Encrypts one compound RTCP packet.</summary>
    /// <returns>The length written: the packet and <see cref="RtcpOverhead"/>.</returns>
    public int ProtectRtcp(ReadOnlySpan<byte> packet, Span<byte> destination) => throw new NotImplementedException();

    /// <summary>Authenticates and decrypts in place; the first <paramref name="length"/> bytes are then plain RTCP.</summary>
    public DropReason UnprotectRtcp(Span<byte> packet, out int length) => throw new NotImplementedException();

    /// <inheritdoc/>
    public void Dispose() => throw new NotImplementedException();
}
