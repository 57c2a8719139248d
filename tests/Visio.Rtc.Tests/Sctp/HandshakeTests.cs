using Visio.Rtc.Sctp;
using Visio.Rtc.Time;
using Xunit.Abstractions;

namespace Visio.Rtc.Tests.Sctp;

public sealed class HandshakeTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public void Either_side_or_both_may_begin(bool client, bool server)
    {
        var pair = new SctpPair(output, seed: 1);
        if (client)
        {
            pair.Client.Connect(pair.Now);
        }

        if (server)
        {
            pair.Server.Connect(pair.Now);
        }

        Assert.True(pair.RunUntil(() => pair.Client.IsConnected && pair.Server.IsConnected, TimeSpan.FromSeconds(1)));
        Assert.Single(pair.ClientEvents, e => e.Kind == DataChannelEventKind.Connected);
        pair.Run(TimeSpan.FromSeconds(5));
        Assert.Single(pair.ClientEvents);
        Assert.Single(pair.ServerEvents);
    }

    [Theory]
    [InlineData((byte)1)]
    [InlineData((byte)2)]
    [InlineData((byte)10)]
    [InlineData((byte)11)]
    public void Any_handshake_chunk_may_be_lost_twice(byte lostType)
    {
        var pair = new SctpPair(output, seed: 2);
        var left = 2;
        pair.Filter = (_, packet) => packet[12] != lostType || left-- <= 0;
        pair.Client.Connect(pair.Now);
        Assert.True(pair.RunUntil(() => pair.Client.IsConnected && pair.Server.IsConnected, TimeSpan.FromSeconds(10)));
        var channel = pair.Open(new());
        pair.Client.Send(channel, DataMessageKind.Text, "x"u8.ToArray(), pair.Now);
        pair.Run(TimeSpan.FromSeconds(2));
        Assert.Single(pair.ServerMessages);
    }

    [Fact]
    public void Two_beginners_get_through_heavy_loss_and_reordering()
    {
        for (var seed = 100; seed < 150; seed++)
        {
            var pair = new SctpPair(output, seed, new() { Loss = 0.3, Duplication = 0.2, MaxDelay = TimeSpan.FromMilliseconds(400) });
            pair.Connect();
            var channel = pair.Client.Open("l", string.Empty, new(), pair.Now);
            pair.Client.Send(channel, DataMessageKind.Text, "x"u8.ToArray(), pair.Now);
            Assert.True(pair.RunUntil(() => pair.ServerMessages.Any(), TimeSpan.FromSeconds(120)));
            Assert.DoesNotContain(pair.ServerEvents, e => e.Kind == DataChannelEventKind.Aborted);
        }
    }

    [Fact]
    public void Nobody_there_ends_in_aborted_within_a_minute_and_a_half()
    {
        var pair = new SctpPair(output, seed: 3) { Filter = (_, _) => false };
        pair.Client.Connect(pair.Now);
        pair.Run(TimeSpan.FromSeconds(90));
        Assert.Equal(DataChannelEventKind.Aborted, Assert.Single(pair.ClientEvents).Kind);
        Assert.Equal(Instant.Never, pair.Client.NextTimeout);
    }

    [Fact]
    public void A_channel_opened_and_used_before_the_handshake_works_after_it()
    {
        var pair = new SctpPair(output, seed: 4);
        var channel = pair.Client.Open("early", string.Empty, new(), pair.Now);
        pair.Client.Send(channel, DataMessageKind.Text, "first"u8.ToArray(), pair.Now);
        pair.Connect();
        pair.Run(TimeSpan.FromSeconds(1));
        Assert.Equal(
            [DataChannelEventKind.Connected, DataChannelEventKind.Opened, DataChannelEventKind.Message],
            pair.ServerEvents.Select(e => e.Kind));
        Assert.Equal("early", pair.ServerEvents[1].Label);
        Assert.Equal("first", SctpPair.Text(pair.ServerEvents[2]));
    }
}
