using Visio.Rtc.Srtp;

namespace Visio.Rtc.Tests.Srtp;

/// <summary>RFC 3711 appendix B, and the packets that libsrtp validates itself with.</summary>
public sealed class Rfc3711VectorTests
{
    private static readonly byte[] MasterKey = Convert.FromHexString("E1F97A0D3E018BE0D64FA32C06DE4139");
    private static readonly byte[] MasterSalt = Convert.FromHexString("0EC675AD498AFEEBB6960B3AABE6");

    [Theory]
    [InlineData(0x0000, "E03EAD0935C95E80E166B16DD92B4EB4")]
    [InlineData(0x0001, "D23513162B02D0F72A43A2FE4A5F97AB")]
    [InlineData(0x0002, "41E95B3BB0A2E8DD477901E4FCA894C0")]
    [InlineData(0xFEFF, "EC8CDF7398607CB0F2D21675EA9EA1E4")]
    [InlineData(0xFF00, "362B7C3C6773516318A077D7FC5073AE")]
    [InlineData(0xFF01, "6A2CC3787889374FBEB4C81B17BA6C44")]
    public void The_key_stream_is_that_of_appendix_B2(int block, string expected)
    {
        using var transform = new CounterModeTransform(
            Convert.FromHexString("2B7E151628AED2A6ABF7158809CF4F3C"),
            Convert.FromHexString("F0F1F2F3F4F5F6F7F8F9FAFBFCFD"),
            new byte[CounterModeTransform.AuthenticationKeyLength]);
        var payload = new byte[16 * (block + 1)];
        var packet = new byte[payload.Length + CounterModeTransform.TagLength];

        transform.ProtectRtp(ssrc: 0, index: 0, default, payload, packet);

        Assert.Equal(expected, Convert.ToHexString(packet, 16 * block, 16));
    }

    [Theory]
    [InlineData(SrtpKeyDerivation.RtpEncryption, "C61E7A93744F39EE10734AFE3FF7A087")]
    [InlineData(SrtpKeyDerivation.RtpSalt, "30CBBC08863D8C85D49DB34A9AE1")]
    [InlineData(
        SrtpKeyDerivation.RtpAuthentication,
        "CEBE321F6FF7716B6FD4AB49AF256A156D38BAA48F0A0ACF3C34E2359E6CDBCEE049646C43D9327AD175578EF7227098"
        + "6371C10C9A369AC2F94A8C5FBCDDDC256D6E919A48B610EF17C2041E474035766B68642C59BBFC2F34DB60DBDFB2")]
    public void Session_keys_are_those_of_appendix_B3(byte label, string expected)
    {
        var key = new byte[expected.Length / 2];

        SrtpKeyDerivation.Derive(MasterKey, MasterSalt, label, key);

        Assert.Equal(expected, Convert.ToHexString(key));
    }

    [Fact]
    public void A_packet_is_protected_as_libsrtp_does_it()
    {
        using var session = Session(isDtlsClient: true);
        var plain = Convert.FromHexString("800F1234DECAFBADCAFEBABEABABABABABABABABABABABABABABABAB");
        var packet = new byte[plain.Length + session.RtpOverhead];

        var length = session.ProtectRtp(session.OpenSendStream(0xCAFEBABE), plain.AsSpan(0, 12), plain.AsSpan(12), packet);

        Assert.Equal("800F1234DECAFBADCAFEBABE4E55DC4CE79978D88CA4D215949D2402B78D6ACC99EA179B8DBB", Convert.ToHexString(packet, 0, length));
    }

    [Fact]
    public void An_RTCP_packet_of_libsrtp_is_opened()
    {
        using var session = Session(isDtlsClient: false);
        var packet = Convert.FromHexString("81C8000BCAFEBABE7128035BE487B9BDBEF89041F977A5A880000001993E08CD54D6C1230798");

        Assert.Equal(DropReason.None, session.UnprotectRtcp(packet, out var length));
        Assert.Equal("81C8000BCAFEBABEABABABABABABABABABABABABABABABAB", Convert.ToHexString(packet, 0, length));
    }

    /// <summary>Both directions use the one master key of the vectors.</summary>
    private static SrtpSession Session(bool isDtlsClient) =>
        new(SrtpProfile.Aes128CmHmacSha1Tag80, [.. MasterKey, .. MasterKey, .. MasterSalt, .. MasterSalt], isDtlsClient);
}
