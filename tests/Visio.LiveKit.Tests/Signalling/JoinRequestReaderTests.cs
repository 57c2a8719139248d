using Google.Protobuf;
using Visio.LiveKit.Signalling;
using Visio.Testing;

namespace Visio.LiveKit.Tests.Signalling;

public sealed class JoinRequestReaderTests
{
    private static readonly byte[] Request = JoinRequests.Default().ToByteArray();

    [Fact]
    public void A_plain_request_is_read() => AssertRead(Uri.UnescapeDataString(JoinRequests.Plain(JoinRequests.Default())));

    [Fact]
    public void A_compressed_request_is_read() => AssertRead(Uri.UnescapeDataString(JoinRequests.Gzipped(Request)));

    [Fact]
    public void Both_alphabets_with_or_without_padding_are_read()
    {
        var url = Uri.UnescapeDataString(JoinRequests.Gzipped(Request));

        AssertRead(url.TrimEnd('='));
        AssertRead(url.Replace('-', '+').Replace('_', '/'));
    }

    [Fact]
    public void A_compression_bomb_is_refused_before_it_grows()
    {
        var bomb = Uri.UnescapeDataString(JoinRequests.Gzipped(new byte[64 * 1024 * 1024]));
        var before = GC.GetAllocatedBytesForCurrentThread();

        Assert.False(JoinRequestReader.TryRead(bomb, out _));
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 8 * JoinRequestReader.MaxSize);
    }

    [Theory]
    [InlineData("!")]
    [InlineData("A")]
    [InlineData("AAAA")]
    [InlineData("CAESAQ")]
    [InlineData("CAUSAmhp")]
    public void Nonsense_is_refused(string parameter) => Assert.False(JoinRequestReader.TryRead(parameter, out _));

    [Fact]
    public void A_damaged_request_is_refused_or_read_but_never_throws()
    {
        const int seed = 7;
        var random = new SeededRandom(seed);
        var good = Uri.UnescapeDataString(JoinRequests.Gzipped(Request)).ToCharArray();
        for (var i = 0; i < 2000; i++)
        {
            var bad = (char[])good.Clone();
            bad[random.Next(bad.Length)] = (char)random.Next(128);

            _ = JoinRequestReader.TryRead(new string(bad), out _);
        }
    }

    private static void AssertRead(string parameter)
    {
        Assert.True(JoinRequestReader.TryRead(parameter, out var request));
        Assert.Equal("2.23.0", request.ClientInfo.Version);
    }
}
