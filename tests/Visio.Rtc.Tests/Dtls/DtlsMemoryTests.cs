using Visio.Rtc.Dtls;

namespace Visio.Rtc.Tests.Dtls;

[Collection(MemoryTests.Name)]
public sealed class DtlsMemoryTests
{
    private const int Pairs = 100;

    /// <summary>Of the allocator, and of what else runs in the process: less than half of the buffers.</summary>
    private const int Slack = 15_000;

    [Fact]
    public void An_association_gives_its_buffers_back_after_the_handshake_and_after_each_record()
    {
        using var certificate = DtlsCertificate.Create(DateTimeOffset.UnixEpoch.AddYears(56));
        using var first = new DtlsPair(certificate, certificate, certificate.Fingerprint);
        Assert.True(first.Run(TimeSpan.FromSeconds(1)));
        var before = NativeHeap.Used();
        List<DtlsPair> pairs = [];
        for (var i = 0; i < Pairs; i++)
        {
            pairs.Add(new(certificate, certificate, certificate.Fingerprint));
            Assert.True(pairs[i].Run(TimeSpan.FromSeconds(1)));
        }

        var most = 2 * (pairs[0].Server.Bytes + Slack);
        Assert.InRange((NativeHeap.Used() - before) / Pairs, 1, most);

        var datagram = new byte[DtlsTransport.MaxDatagramSize];
        var plain = new byte[DtlsTransport.MaxDatagramSize];
        foreach (var pair in pairs)
        {
            Assert.True(pair.Client.TryWrite(new byte[1000], datagram, out var length));
            pair.Server.HandleDatagram(datagram.AsSpan(0, length), pair.Now);
            Assert.True(pair.Server.TryRead(plain, out var read));
            Assert.Equal(1000, read);
            Assert.False(pair.Server.TryRead(plain, out _));
        }

        Assert.InRange((NativeHeap.Used() - before) / Pairs, 1, most);
        pairs.ForEach(p => p.Dispose());
    }
}
