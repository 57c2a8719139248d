using Visio.Rtc.Sctp;
using Xunit.Abstractions;

namespace Visio.Rtc.Tests.Sctp;

public sealed class ChannelLifecycleTests(ITestOutputHelper output)
{
    [Fact]
    public void The_dtls_client_takes_even_streams_and_the_server_odd_ones()
    {
        var pair = new SctpPair(output, seed: 31);
        Assert.Equal([0, 2, 4], Enumerable.Range(0, 3).Select(_ => (int)pair.Client.Open("c", string.Empty, new(), pair.Now).Stream));
        Assert.Equal([1, 3, 5], Enumerable.Range(0, 3).Select(_ => (int)pair.Server.Open("s", string.Empty, new(), pair.Now).Stream));
        pair.Connect();
        pair.Run(TimeSpan.FromSeconds(1));
        Assert.Equal(6, pair.ClientEvents.Count(e => e.Kind == DataChannelEventKind.Opened));
        Assert.Equal(6, pair.ServerEvents.Count(e => e.Kind == DataChannelEventKind.Opened));
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(0.2)]
    public void A_closed_channel_delivers_what_was_queued_and_its_stream_is_used_again(double loss)
    {
        var pair = new SctpPair(output, seed: 32, new() { Loss = loss, MaxDelay = TimeSpan.FromMilliseconds(30) });
        pair.Connect();
        for (var round = 0; round < 10; round++)
        {
            pair.ClientEvents.Clear();
            pair.ServerEvents.Clear();
            var channel = pair.Client.Open($"round {round}", string.Empty, new(), pair.Now);
            Assert.Equal(0, channel.Stream);
            for (var i = 0; i < 5; i++)
            {
                Assert.Equal(DataSendResult.Queued, pair.Client.Send(channel, DataMessageKind.Binary, new byte[3000], pair.Now));
            }

            pair.Client.Close(channel, pair.Now);
            Assert.Equal(DataSendResult.ChannelClosed, pair.Client.Send(channel, DataMessageKind.Binary, new byte[1], pair.Now));
            Assert.True(pair.RunUntil(() => Closed(pair.ClientEvents) == 1 && Closed(pair.ServerEvents) == 1, TimeSpan.FromSeconds(120)));
            Assert.Equal($"round {round}", pair.ServerEvents[0].Label);
            Assert.Equal(5, pair.ServerMessages.Count());
            Assert.Equal(DataSendResult.ChannelClosed, pair.Server.Send(channel, DataMessageKind.Binary, new byte[1], pair.Now));
        }
    }

    [Fact]
    public void Both_sides_may_close_at_once()
    {
        var pair = new SctpPair(output, seed: 33);
        pair.Connect();
        var channel = pair.Open(new());
        pair.Client.Close(channel, pair.Now);
        pair.Server.Close(channel, pair.Now);
        pair.Run(TimeSpan.FromSeconds(5));
        Assert.Equal(1, Closed(pair.ClientEvents));
        Assert.Equal(1, Closed(pair.ServerEvents));
        Assert.Equal(channel, pair.Client.Open("again", string.Empty, new(), pair.Now));
        pair.Run(TimeSpan.FromSeconds(1));
        Assert.Equal("again", pair.ServerEvents[^1].Label);
    }

    [Fact]
    public void The_other_side_closing_is_told_once()
    {
        var pair = new SctpPair(output, seed: 34, new() { Loss = 0.1 });
        pair.Connect();
        var channel = pair.Open(new());
        pair.Server.Close(channel, pair.Now);
        pair.Run(TimeSpan.FromSeconds(20));
        Assert.Equal(1, Closed(pair.ClientEvents));
        Assert.Equal(1, Closed(pair.ServerEvents));
    }

    [Fact]
    public void A_channel_closed_before_the_handshake_closes_after_it()
    {
        var pair = new SctpPair(output, seed: 35);
        var channel = pair.Client.Open("short", string.Empty, new(), pair.Now);
        pair.Client.Close(channel, pair.Now);
        pair.Connect();
        pair.Run(TimeSpan.FromSeconds(5));
        Assert.Equal(1, Closed(pair.ClientEvents));
        Assert.Equal(1, Closed(pair.ServerEvents));
    }

    [Fact]
    public void Abort_ends_both_sides_and_refuses_what_comes_later()
    {
        var pair = new SctpPair(output, seed: 36);
        pair.Connect();
        var channel = pair.Open(new());
        pair.Client.Abort(pair.Now);
        pair.Run(TimeSpan.FromSeconds(1));
        Assert.Equal(DataChannelEventKind.Aborted, pair.ClientEvents[^1].Kind);
        Assert.Equal(DataChannelEventKind.Aborted, pair.ServerEvents[^1].Kind);
        Assert.Equal(DataSendResult.ChannelClosed, pair.Server.Send(channel, DataMessageKind.Binary, new byte[1], pair.Now));
        Assert.Equal(Visio.Rtc.Time.Instant.Never, pair.Server.NextTimeout);
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(0.2)]
    public void Shutdown_ends_both_sides_after_everything_queued_has_arrived(double loss)
    {
        var pair = new SctpPair(output, seed: 37, new() { Loss = loss });
        pair.Connect();
        var channel = pair.Open(new());
        for (var i = 0; i < 100; i++)
        {
            pair.Client.Send(channel, DataMessageKind.Binary, new byte[1000], pair.Now);
        }

        pair.Client.Shutdown(pair.Now);
        pair.Run(TimeSpan.FromSeconds(120));
        Assert.Equal(100, pair.ServerMessages.Count());
        Assert.Equal(DataChannelEventKind.Aborted, pair.ClientEvents[^1].Kind);
        Assert.Equal(DataChannelEventKind.Aborted, pair.ServerEvents[^1].Kind);
    }

    [Fact]
    public void A_dead_path_ends_in_aborted_within_two_minutes()
    {
        var pair = new SctpPair(output, seed: 38);
        pair.Connect();
        var channel = pair.Open(new());
        pair.Filter = (_, _) => false;
        pair.Client.Send(channel, DataMessageKind.Binary, new byte[1], pair.Now);
        Assert.True(pair.RunUntil(() => pair.ClientEvents.Any(e => e.Kind == DataChannelEventKind.Aborted), TimeSpan.FromMinutes(2)));
    }

    [Fact]
    public void A_dead_idle_path_is_found_by_heartbeats_and_a_living_one_stays()
    {
        var pair = new SctpPair(output, seed: 39);
        pair.Connect();
        pair.Run(TimeSpan.FromHours(1));
        Assert.True(pair.Client.IsConnected && pair.Server.IsConnected);
        pair.Filter = (_, _) => false;
        pair.Run(TimeSpan.FromMinutes(10));
        Assert.Equal(DataChannelEventKind.Aborted, pair.ClientEvents[^1].Kind);
        Assert.Equal(DataChannelEventKind.Aborted, pair.ServerEvents[^1].Kind);
    }

    private static int Closed(IEnumerable<DataChannelEvent> events) => events.Count(e => e.Kind == DataChannelEventKind.Closed);
}
