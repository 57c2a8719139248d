using System.Security.Cryptography;
using Visio.Rtc.Srtp;

namespace Visio.Rtc.Tests.Srtp;

/// <summary>RFC 7714 §16.1 and §17.1: they state session keys, so they drive the transform.</summary>
public sealed class Rfc7714VectorTests
{
    private const string RtpHeader = "8040F17B8041F8D35501A0B2";
    private const string RtpPayload = "47616C6C696120657374206F6D6E69732064697669736120696E207061727465732074726573";
    private const string ProtectedRtp =
        "8040F17B8041F8D35501A0B2F24DE3A3FB34DE6CACBA861C9D7E4BCABE633BD50D294E6F42A5F47A51C7D19B36DE3ADF8833"
        + "899D7F27BEB16A9152CF765EE4390CCE";
    private const string Rtcp = "81C8000D4D6172734E5450314E545032525450200000042A0000E9304C756E61DEADBEEFDEADBEEFDEADBEEFDEADBEEFDEADBEEF";
    private const string ProtectedRtcp =
        "81C8000D4D61727363E94885DCDAB67CA727D7662F6B7E997FF5C0F76C06F32DC676A5F1730D6FDA4CE09B4686303DED"
        + "0BB9275BC84AA45896CF4D2FC5ABF87245D9EADE800005D4";
    private const uint RtpSsrc = 0x5501A0B2;
    private const uint RtcpSsrc = 0x4D617273;
    private const uint RtcpIndex = 0x5D4;

    private static readonly byte[] Key = Convert.FromHexString("000102030405060708090A0B0C0D0E0F");
    private static readonly byte[] Salt = "Quid pro quo"u8.ToArray();

    [Fact]
    public void An_RTP_packet_is_protected_as_in_section_16_1_1()
    {
        using var transform = new GcmTransform(Key, Salt, encrypt: true);
        var packet = new byte[ProtectedRtp.Length / 2];

        transform.ProtectRtp(RtpSsrc, 0xF17B, Convert.FromHexString(RtpHeader), Convert.FromHexString(RtpPayload), packet);

        Assert.Equal(ProtectedRtp, Convert.ToHexString(packet));
    }

    [Fact]
    public void An_RTP_packet_is_opened_as_in_section_16_1_2()
    {
        using var transform = new GcmTransform(Key, Salt, encrypt: false);
        var packet = Convert.FromHexString(ProtectedRtp);

        Assert.True(transform.UnprotectRtp(RtpSsrc, 0xF17B, 12, packet));
        Assert.Equal(RtpHeader + RtpPayload, Convert.ToHexString(packet.AsSpan()[..^GcmTransform.TagLength]));
    }

    [Fact]
    public void An_RTCP_packet_is_protected_as_in_section_17_1()
    {
        using var transform = new GcmTransform(Key, Salt, encrypt: true);
        var packet = new byte[ProtectedRtcp.Length / 2];

        transform.ProtectRtcp(RtcpSsrc, RtcpIndex, Convert.FromHexString(Rtcp), packet);

        Assert.Equal(ProtectedRtcp, Convert.ToHexString(packet));
    }

    [Fact]
    public void An_RTCP_packet_is_opened_as_in_section_17_2()
    {
        using var transform = new GcmTransform(Key, Salt, encrypt: false);
        var packet = Convert.FromHexString(ProtectedRtcp);

        Assert.Equal(0x80000000 | RtcpIndex, transform.ReadRtcpIndex(packet));
        Assert.True(transform.UnprotectRtcp(RtcpSsrc, packet));
        Assert.Equal(Rtcp, Convert.ToHexString(packet.AsSpan(0, Rtcp.Length / 2)));
    }

    [Fact]
    public void An_RTCP_packet_that_is_tagged_but_not_encrypted_is_read()
    {
        // §9.3, made with an independent implementation: without the E bit all of the packet and the index are associated data.
        var plain = Convert.FromHexString(Rtcp);
        var index = Convert.FromHexString("000005D4");
        var packet = new byte[plain.Length + 20];
        plain.CopyTo(packet, 0);
        index.CopyTo(packet, plain.Length + 16);
        using var gcm = new AesGcm(Key, 16);
        gcm.Encrypt(Convert.FromHexString("517524055203726F207170BB"), [], [], packet.AsSpan(plain.Length, 16), [.. plain, .. index]);
        using var transform = new GcmTransform(Key, Salt, encrypt: false);

        Assert.True(transform.UnprotectRtcp(RtcpSsrc, packet));
        Assert.Equal(plain, packet[..plain.Length]);
    }
}
