using System.Globalization;
using Visio.Rtc.Sctp;
using Visio.Testing;

namespace Visio.Rtc.Tests;

/// <summary>Data channels of two connected peers, inside DTLS, while 5 % of the datagrams are lost each way.</summary>
public sealed class DataChannelTests
{
    private const int Count = 200;

    private static readonly LinkConditions Lossy = new()
    {
        Loss = 0.05,
        Reordering = 0.05,
        Delay = TimeSpan.FromMilliseconds(20),
        Jitter = TimeSpan.FromMilliseconds(10),
    };

    public static TheoryData<int> Seeds => [1, 2, 3, 4, 5];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void An_ordered_reliable_channel_delivers_all_in_order_both_ways(int seed)
    {
        using var pair = Connected(seed);
        var channel = pair.OpenChannel("ordered", new());
        Exchange(pair, channel, () => Arrived(pair.Server, channel) == Count && Arrived(pair.Client, channel) == Count);

        Assert.Equal(Enumerable.Range(0, Count), Numbers(pair.Server));
        Assert.Equal(Enumerable.Range(0, Count), Numbers(pair.Client));
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void An_unordered_unreliable_channel_loses_some_repeats_none_and_never_stalls(int seed)
    {
        using var pair = Connected(seed);
        var channel = pair.OpenChannel("lossy", new(Ordered: false, MaxRetransmits: 0));
        Exchange(pair, channel, () => false, TimeSpan.FromSeconds(10));

        foreach (var peer in new[] { pair.Server, pair.Client })
        {
            var numbers = Numbers(peer).ToArray();
            Assert.Equal(numbers.Length, numbers.Distinct().Count());
            Assert.InRange(numbers.Length, Count * 3 / 4, Count - 1);
            Assert.Contains(numbers, n => n > Count - 10);
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void A_message_of_200_KiB_arrives_whole_both_ways(int seed)
    {
        using var pair = Connected(seed);
        var channel = pair.OpenChannel("large", new());
        var (up, down) = (new byte[200 * 1024], new byte[200 * 1024]);
        pair.Random.Fill(up);
        pair.Random.Fill(down);

        Assert.Equal(DataSendResult.Queued, pair.Client.Peer.SendData(channel, DataMessageKind.Binary, up.AsMemory(), pair.Network.Now));
        Assert.Equal(DataSendResult.Queued, pair.Server.Peer.SendData(channel, DataMessageKind.Binary, down.AsMemory(), pair.Network.Now));

        Assert.True(pair.Network.RunUntil(() => pair.Server.Messages.Any() && pair.Client.Messages.Any(), TimeSpan.FromSeconds(60)), Seed(seed));
        Assert.True(Assert.Single(pair.Server.Messages).Message.Span.SequenceEqual(up));
        Assert.True(Assert.Single(pair.Client.Messages).Message.Span.SequenceEqual(down));
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void A_closed_channel_delivers_what_was_queued_and_is_closed_on_both_sides(int seed)
    {
        using var pair = Connected(seed);
        foreach (var (label, closer, other) in new[] { ("of the client", pair.Client, pair.Server), ("of the server", pair.Server, pair.Client) })
        {
            var channel = pair.OpenChannel(label, new());
            var before = other.Messages.Count();
            for (var i = 0; i < 20; i++)
            {
                closer.Peer.SendData(channel, DataMessageKind.Binary, new byte[5000], pair.Network.Now);
            }

            closer.Peer.CloseDataChannel(channel, pair.Network.Now);

            Assert.Equal(DataSendResult.ChannelClosed, closer.Peer.SendData(channel, DataMessageKind.Text, "late"u8, pair.Network.Now));
            Assert.True(pair.Network.RunUntil(() => IsClosed(pair.Client, channel) && IsClosed(pair.Server, channel), TimeSpan.FromSeconds(60)), Seed(seed));
            Assert.Equal(20, other.Messages.Count() - before);
            Assert.Equal(DataSendResult.ChannelClosed, other.Peer.SendData(channel, DataMessageKind.Text, "late"u8, pair.Network.Now));
            pair.Client.DataEvents.RemoveAll(e => e.Kind == DataChannelEventKind.Closed);
            pair.Server.DataEvents.RemoveAll(e => e.Kind == DataChannelEventKind.Closed);
        }
    }

    private static PeerPair Connected(int seed)
    {
        var pair = new PeerPair(seed);
        pair.SetConditions(Lossy);
        Assert.True(pair.Connect(TimeSpan.FromSeconds(20)), Seed(seed));
        return pair;
    }

    private static void Exchange(PeerPair pair, DataChannelId channel, Func<bool> isDone, TimeSpan? limit = null)
    {
        for (var i = 0; i < Count; i++)
        {
            pair.Client.Peer.SendData(channel, DataMessageKind.Binary, BitConverter.GetBytes(i), pair.Network.Now);
            pair.Server.Peer.SendData(channel, DataMessageKind.Binary, BitConverter.GetBytes(i), pair.Network.Now);
            pair.Network.Run(TimeSpan.FromMilliseconds(10));
        }

        pair.Network.RunUntil(isDone, limit ?? TimeSpan.FromSeconds(60));
    }

    private static int Arrived(TestPeer peer, DataChannelId channel) => peer.Messages.Count(m => m.Channel == channel);

    private static IEnumerable<int> Numbers(TestPeer peer) => peer.Messages.Select(m => BitConverter.ToInt32(m.Message.Span));

    private static bool IsClosed(TestPeer peer, DataChannelId channel) =>
        peer.DataEvents.Exists(e => e.Kind == DataChannelEventKind.Closed && e.Channel == channel);

    private static string Seed(int seed) => string.Create(CultureInfo.InvariantCulture, $"seed {seed}");
}
