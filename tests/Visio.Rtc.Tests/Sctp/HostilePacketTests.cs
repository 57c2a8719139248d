using Visio.Rtc.Sctp;
using Visio.Testing;
using Xunit.Abstractions;

namespace Visio.Rtc.Tests.Sctp;

[Collection(MemoryTests.Name)]
public sealed class HostilePacketTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_hundred_thousand_random_and_mutated_packets_change_nothing(bool rightChecksum)
    {
        const int Seed = 51;
        var corpus = new List<byte[]>();
        var pair = new SctpPair(output, Seed, new() { Loss = 0.1, Duplication = 0.1, MaxDelay = TimeSpan.FromMilliseconds(50) });
        pair.Filter = (toServer, packet) =>
        {
            if (toServer && corpus.Count < 400)
            {
                corpus.Add(packet);
            }

            return true;
        };
        pair.Connect();
        var channel = pair.Open(new());
        var lossy = pair.Open(new(Ordered: false, MaxRetransmits: 0));
        for (var i = 0; i < 100; i++)
        {
            pair.Client.Send(channel, DataMessageKind.Binary, new byte[2500], pair.Now);
            pair.Client.Send(lossy, DataMessageKind.Binary, new byte[300], pair.Now);
            pair.Run(TimeSpan.FromMilliseconds(5));
        }

        pair.Client.Close(pair.Open(new()), pair.Now);
        pair.Run(TimeSpan.FromSeconds(20));
        pair.ServerEvents.Clear();

        var random = new SeededRandom(Seed);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        for (var i = 0; i < 100_000; i++)
        {
            var packet = Mutate(corpus, random);
            if (rightChecksum && packet.Length >= 12)
            {
                // The sender knows the checksum but not the tag: that is the attacker of RFC 9260 §8.5.
                packet[4] ^= 0x55;
                TestPacket.Seal(packet);
            }

            pair.Server.HandlePacket(packet, pair.Now);
            if (i % 64 == 0)
            {
                pair.Run(TimeSpan.FromMilliseconds(1));
            }
        }

        var grown = GC.GetTotalMemory(forceFullCollection: true) - before;
        output.WriteLine($"ignored {pair.Server.Ignored}, grown {grown} bytes");
        Assert.InRange(grown, long.MinValue, 4_000_000);
        Assert.True(pair.Server.IsConnected && pair.Client.IsConnected);
        Assert.Equal(DataSendResult.Queued, pair.Client.Send(channel, DataMessageKind.Text, "still here"u8.ToArray(), pair.Now));
        pair.Run(TimeSpan.FromSeconds(20));
        Assert.Equal("still here", SctpPair.Text(pair.ServerMessages.Last()));
    }

    [Fact]
    public void An_authenticated_peer_that_sends_nonsense_makes_nothing_throw_and_holds_little_memory()
    {
        const int Seed = 52;
        output.WriteLine($"seed {Seed}");
        var random = new SeededRandom(Seed);
        long largest = 0;
        for (var round = 0; round < 8; round++)
        {
            var corpus = new List<byte[]>();
            var pair = new SctpPair(output, Seed + round, new() { Loss = 0.1, MaxDelay = TimeSpan.FromMilliseconds(50) });
            pair.Filter = (toServer, packet) =>
            {
                if (toServer)
                {
                    corpus.Add(packet);
                }

                return true;
            };
            pair.Connect();
            var channel = pair.Open(new());
            for (var i = 0; i < 20; i++)
            {
                pair.Client.Send(channel, DataMessageKind.Binary, new byte[2500], pair.Now);
                pair.Server.Send(channel, DataMessageKind.Binary, new byte[2500], pair.Now);
                pair.Run(TimeSpan.FromMilliseconds(5));
            }

            for (var i = 0; i < 3000; i++)
            {
                var packet = Mutate(corpus, random);
                if (packet.Length < 16)
                {
                    continue;
                }

                // Everything right up to the chunks: what a malicious participant can do.
                corpus[^1].AsSpan(0, 8).CopyTo(packet);
                TestPacket.Seal(packet);
                pair.Server.HandlePacket(packet, pair.Now);
                largest = Math.Max(largest, pair.Server.Association.Inbound?.HeldBytes ?? 0);
                if (i % 16 == 0)
                {
                    pair.Run(TimeSpan.FromMilliseconds(1));
                    pair.Server.Send(channel, DataMessageKind.Binary, new byte[100], pair.Now);
                }
            }
        }

        output.WriteLine($"held at most {largest} bytes");
        Assert.InRange(largest, 1, (1024 * 1024) + 262_144);
    }

    [Fact]
    public void Endless_fragments_of_one_message_end_the_association_and_not_the_memory()
    {
        var pair = new SctpPair(output, seed: 53, options: new() { IsDtlsClient = true, MaxReceiveMessageSize = 20_000, MaxSendMessageSize = 0 });
        pair.Connect();
        var channel = pair.Open(new());
        pair.Client.Send(channel, DataMessageKind.Binary, new byte[100_000], pair.Now);
        pair.Run(TimeSpan.FromSeconds(5));
        Assert.Equal(DataChannelEventKind.Aborted, pair.ServerEvents[^1].Kind);
        Assert.Equal(DataChannelEventKind.Aborted, pair.ClientEvents[^1].Kind);
    }

    [Fact]
    public void Packets_for_nobody_are_answered_by_abort_and_never_by_an_exception()
    {
        var pair = new SctpPair(output, seed: 54);
        pair.Server.HandlePacket(TestPacket.Create(7, "03000010 00000001 00010000 00000000"), pair.Now);
        var buffer = new byte[2048];
        Assert.True(pair.Server.TryPollTransmit(buffer, out var length, pair.Now));
        Assert.Equal("06010004", Convert.ToHexString(buffer[12..length]));
        Assert.Equal(7u, TestPacket.Tag(buffer));
        pair.Server.HandlePacket(TestPacket.Create(7, "06010004"), pair.Now);
        Assert.False(pair.Server.TryPollTransmit(buffer, out _, pair.Now));
        pair.Connect();
    }

    [Fact]
    public void A_flood_of_INITs_leaves_no_state_and_few_answers()
    {
        var pair = new SctpPair(output, seed: 55);
        for (var i = 0; i < 1000; i++)
        {
            pair.Server.HandlePacket(TestPacket.Create(0, "01000014 DEADBEEF 00500000 FFFF FFFF 12345678"), pair.Now);
        }

        var buffer = new byte[2048];
        var answers = 0;
        while (pair.Server.TryPollTransmit(buffer, out _, pair.Now))
        {
            answers++;
        }

        Assert.InRange(answers, 1, 4);
        pair.Connect();
    }

    private static byte[] Mutate(List<byte[]> corpus, SeededRandom random)
    {
        if (random.Next(10) == 0)
        {
            var noise = new byte[random.Next(1200)];
            random.Fill(noise);
            return noise;
        }

        var packet = (byte[])corpus[random.Next(corpus.Count)].Clone();
        for (var changes = random.Next(6); changes >= 0; changes--)
        {
            packet[12 + random.Next(Math.Min(packet.Length - 12, random.Next(2) == 0 ? 24 : 2000))] = (byte)random.Next(256);
        }

        return random.Next(8) == 0 ? packet[..random.Next(packet.Length)] : packet;
    }
}
