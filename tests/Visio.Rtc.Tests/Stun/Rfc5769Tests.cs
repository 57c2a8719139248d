using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Visio.Rtc.Stun;

namespace Visio.Rtc.Tests.Stun;

/// <summary>The test vectors of RFC 5769.</summary>
public sealed class Rfc5769Tests
{
    private const string TransactionId = "b7e7a701bc34d686fa87dfae";

    private static readonly byte[] Password = "VOkJxbRl1RmTxUk/WvJxBt"u8.ToArray();

    private static readonly byte[] Request = Convert.FromHexString(
        "00010058" + "2112a442" + TransactionId
        + "80220010" + "5354554e207465737420636c69656e74"
        + "00240004" + "6e0001ff"
        + "80290008" + "932ff9b151263b36"
        + "00060009" + "6576746a3a68367659202020"
        + "00080014" + "9aeaa70cbfd8cb56781ef2b5b2d3f249c1b571a2"
        + "80280004" + "e57a3bcf");

    private static readonly byte[] IPv4Response = Convert.FromHexString(
        "0101003c" + "2112a442" + TransactionId
        + "8022000b" + "7465737420766563746f7220"
        + "00200008" + "0001a147e112a643"
        + "00080014" + "2b91f599fd9e90c38c7489f92af9ba53f06be7d7"
        + "80280004" + "c07d4c96");

    private static readonly byte[] IPv6Response = Convert.FromHexString(
        "01010048" + "2112a442" + TransactionId
        + "8022000b" + "7465737420766563746f7220"
        + "00200014" + "0002a1470113a9faa5d3f179bc25f4b5bed2b9d9"
        + "00080014" + "a382954e4be67bf11784c97c8292c275bfe3ed41"
        + "80280004" + "c8fb0b4c");

    private static readonly byte[] LongTermRequest = Convert.FromHexString(
        "00010060" + "2112a442" + "78ad3433c6ad72c029da412e"
        + "00060012" + "e3839ee38388e383aae38383e382afe382b90000"
        + "0015001c" + "662f2f3439396b39353464364f4c33346f4c394653547679363473" + "41"
        + "0014000b" + "6578616d706c652e6f726700"
        + "00080014" + "f67024656dd64a3e02b8e0712e85c9a28ca89666");

    [Fact]
    public void The_sample_request_is_read_and_verified()
    {
        Assert.True(StunMessage.TryParse(Request, out var message));
        Assert.Equal(StunClass.Request, message.Class);
        Assert.Equal(StunMessage.BindingMethod, message.Method);
        Assert.Equal("evtj:h6vY", Encoding.UTF8.GetString(message.Username));
        Assert.Equal(0x6e0001ffu, message.Priority);
        Assert.Equal(0x932ff9b151263b36ul, message.Controlled);
        Assert.Null(message.Controlling);
        Assert.True(message.HasFingerprint);
        Assert.Equal(0, message.UnknownRequired);
        Assert.True(message.VerifyIntegrity(Password));
        Assert.False(message.VerifyIntegrity("VOkJxbRl1RmTxUk/WvJxBu"u8));
    }

    [Fact]
    public void The_sample_IPv4_response_is_read_and_verified() =>
        AssertResponse(IPv4Response, new(IPAddress.Parse("192.0.2.1"), 32853));

    [Fact]
    public void The_sample_IPv6_response_is_read_and_verified() =>
        AssertResponse(IPv6Response, new(IPAddress.Parse("2001:db8:1234:5678:11:2233:4455:6677"), 32853));

    [Fact]
    public void The_sample_request_with_long_term_authentication_is_verified()
    {
        var key = MD5.HashData(Encoding.UTF8.GetBytes("マトリックス:example.org:TheMatrIX"));
        Assert.True(StunMessage.TryParse(LongTermRequest, out var message));
        Assert.Equal("マトリックス", Encoding.UTF8.GetString(message.Username));
        Assert.False(message.HasFingerprint);
        Assert.True(message.VerifyIntegrity(key));
    }

    [Fact]
    public void The_sample_responses_are_written_byte_for_byte()
    {
        Assert.Equal(IPv4Response, WriteResponse(new(IPAddress.Parse("192.0.2.1"), 32853), IPv4Response));
        Assert.Equal(IPv6Response, WriteResponse(new(IPAddress.Parse("2001:db8:1234:5678:11:2233:4455:6677"), 32853), IPv6Response));
    }

    [Fact]
    public void A_sample_with_any_bit_changed_is_no_message_or_not_authentic()
    {
        for (var bit = 0; bit < Request.Length * 8; bit++)
        {
            var changed = Request.ToArray();
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            var accepted = StunMessage.TryParse(changed, out var message) && message.HasFingerprint && message.VerifyIntegrity(Password);
            Assert.False(accepted, string.Create(CultureInfo.InvariantCulture, $"bit {bit}"));
        }
    }

    private static void AssertResponse(byte[] response, IPEndPoint mapped)
    {
        Assert.True(StunMessage.TryParse(response, out var message));
        Assert.Equal(StunClass.Success, message.Class);
        Assert.Equal(StunTransactionId.Read(Convert.FromHexString(TransactionId)), message.TransactionId);
        Assert.Equal(TransportAddress.From(mapped), message.MappedAddress);
        Assert.True(message.HasFingerprint);
        Assert.True(message.VerifyIntegrity(Password));
    }

    private static byte[] WriteResponse(IPEndPoint mapped, byte[] sample)
    {
        var bytes = new byte[StunMessage.MaxSize];
        var writer = new StunWriter(bytes, StunClass.Success, StunTransactionId.Read(Convert.FromHexString(TransactionId)));
        writer.AddBytes(StunAttribute.Software, "test vector"u8);
        bytes[writer.Length - 1] = sample[35]; // The sample pads with a space, we pad with zero; both are right (RFC 8489 §14).
        writer.AddXorMappedAddress(TransportAddress.From(mapped));
        writer.AddIntegrity(Password);
        writer.AddFingerprint();
        return bytes[..writer.Length];
    }
}
