using System.Buffers.Binary;
using System.Text;
using Visio.Rtc.Stun;
using Visio.Testing;

namespace Visio.Rtc.Tests.Stun;

public sealed class StunMessageTests
{
    private static readonly byte[] Key = "a password"u8.ToArray();
    private static readonly StunTransactionId Transaction = new(0x0102030405060708, 0x090A0B0C);

    [Fact]
    public void A_check_is_read_as_it_was_written()
    {
        var bytes = WriteCheck();
        Assert.True(StunMessage.TryParse(bytes, out var message));
        Assert.Equal("ours:theirs", Encoding.UTF8.GetString(message.Username));
        Assert.Equal(7u, message.Priority);
        Assert.Equal(8ul, message.Controlling);
        Assert.True(message.UseCandidate);
        Assert.Equal(Transaction, message.TransactionId);
        Assert.True(message.VerifyIntegrity(Key));
    }

    [Theory]
    [InlineData(400)]
    [InlineData(401)]
    [InlineData(420)]
    [InlineData(487)]
    public void An_error_code_is_read_as_it_was_written(int code)
    {
        var bytes = new byte[StunMessage.MaxSize];
        var writer = new StunWriter(bytes, StunClass.Error, Transaction);
        writer.AddErrorCode((StunErrorCode)code);
        writer.AddUnknownAttribute(0x7777);
        Assert.True(StunMessage.TryParse(bytes.AsSpan(0, writer.Length), out var message));
        Assert.Equal(StunClass.Error, message.Class);
        Assert.Equal((StunErrorCode)code, message.ErrorCode);
    }

    [Fact]
    public void An_unknown_attribute_is_reported_when_it_must_be_understood_and_ignored_when_not()
    {
        var bytes = new byte[StunMessage.MaxSize];
        var writer = new StunWriter(bytes, StunClass.Request, Transaction);
        writer.AddUInt32((StunAttribute)0xC057, 1);
        Assert.True(StunMessage.TryParse(bytes.AsSpan(0, writer.Length), out var message));
        Assert.Equal(0, message.UnknownRequired);

        writer.AddUInt32((StunAttribute)0x7FFE, 1);
        Assert.True(StunMessage.TryParse(bytes.AsSpan(0, writer.Length), out message));
        Assert.Equal(0x7FFE, message.UnknownRequired);
    }

    [Fact]
    public void What_follows_the_integrity_is_not_believed()
    {
        var bytes = new byte[StunMessage.MaxSize];
        var writer = new StunWriter(bytes, StunClass.Request, Transaction);
        writer.AddUsername("ours"u8, "theirs"u8);
        writer.AddIntegrity(Key);
        writer.AddFlag(StunAttribute.UseCandidate);
        writer.AddFingerprint();
        Assert.True(StunMessage.TryParse(bytes.AsSpan(0, writer.Length), out var message));
        Assert.True(message.VerifyIntegrity(Key));
        Assert.False(message.UseCandidate);
    }

    [Fact]
    public void Our_fragment_is_read_without_the_key()
    {
        Assert.True(StunDemultiplexer.TryReadLocalUsernameFragment(WriteCheck(), out var fragment));
        Assert.True(fragment.SequenceEqual("ours"u8));
    }

    [Fact]
    public void A_message_cut_short_anywhere_does_not_parse()
    {
        var bytes = WriteCheck();
        for (var length = 0; length < bytes.Length; length++)
        {
            Assert.False(StunMessage.TryParse(bytes.AsSpan(0, length), out _));

            // Also when the length field agrees with what is left: then the fingerprint is missing or an attribute is cut.
            var cut = bytes[..length];
            if (length >= 4)
            {
                BinaryPrimitives.WriteUInt16BigEndian(cut.AsSpan(2), (ushort)Math.Max(0, length - StunMessage.HeaderSize));
            }

            Assert.False(StunMessage.TryParse(cut, out var message) && message.VerifyIntegrity(Key) && message.HasFingerprint);
        }
    }

    [Fact]
    public void Parsing_and_verifying_allocate_nothing()
    {
        var bytes = WriteCheck();
        Verify(bytes);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
        {
            Verify(bytes);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        static void Verify(byte[] bytes) => Assert.True(StunMessage.TryParse(bytes, out var message) && message.VerifyIntegrity(Key));
    }

    [Fact]
    public void Random_and_mutated_messages_never_throw_and_never_verify()
    {
        const int Seed = 5389;
        var random = new SeededRandom(Seed);
        var genuine = WriteCheck();
        for (var i = 0; i < 50_000; i++)
        {
            byte[] bytes;
            if (i % 2 == 0)
            {
                bytes = new byte[random.Next(200)];
                random.Fill(bytes);
                bytes.AsSpan(0, Math.Min(1, bytes.Length)).Clear();
            }
            else
            {
                bytes = genuine.ToArray();
                for (var n = random.Next(4); n >= 0; n--)
                {
                    bytes[random.Next(bytes.Length)] ^= (byte)(1 + random.Next(255));
                }
            }

            var accepted = StunMessage.TryParse(bytes, out var message) && message.HasFingerprint && message.VerifyIntegrity(Key);
            StunDemultiplexer.TryReadLocalUsernameFragment(bytes, out _);
            Assert.False(accepted && !bytes.AsSpan().SequenceEqual(genuine), $"seed {Seed}, round {i}");
        }
    }

    private static byte[] WriteCheck()
    {
        var bytes = new byte[StunMessage.MaxSize];
        var writer = new StunWriter(bytes, StunClass.Request, Transaction);
        writer.AddUsername("ours"u8, "theirs"u8);
        writer.AddUInt32(StunAttribute.Priority, 7);
        writer.AddUInt64(StunAttribute.IceControlling, 8);
        writer.AddFlag(StunAttribute.UseCandidate);
        writer.AddIntegrity(Key);
        writer.AddFingerprint();
        return bytes[..writer.Length];
    }
}
