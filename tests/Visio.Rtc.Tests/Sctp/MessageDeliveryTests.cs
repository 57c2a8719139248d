using System.Text;
using Visio.Rtc.Sctp;
using Visio.Testing;
using Xunit.Abstractions;

namespace Visio.Rtc.Tests.Sctp;

public sealed class MessageDeliveryTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(0.0)]
    [InlineData(0.05)]
    [InlineData(0.2)]
    public void Ten_thousand_messages_arrive_once_and_in_order(double loss)
    {
        var count = loss > 0.1 ? 2_000 : 10_000;
        var pair = new SctpPair(output, seed: 11, new() { Loss = loss, Duplication = 0.02, MaxDelay = TimeSpan.FromMilliseconds(30) });
        pair.Connect();
        var channel = pair.Open(new());
        for (var i = 0; i < count; i++)
        {
            Assert.Equal(DataSendResult.Queued, pair.Client.Send(channel, DataMessageKind.Text, Encoding.UTF8.GetBytes($"message {i}"), pair.Now));
        }

        Assert.True(pair.RunUntil(() => pair.ServerMessages.Count() >= count, TimeSpan.FromMinutes(30)));
        Assert.Equal(Enumerable.Range(0, count).Select(i => $"message {i}"), pair.ServerMessages.Select(SctpPair.Text));
        Assert.All(pair.ServerMessages, m => Assert.Equal(DataMessageKind.Text, m.MessageKind));
    }

    [Theory]
    [InlineData(0.0, 0)]
    [InlineData(0.05, 200)]
    [InlineData(0.2, 50)]
    public void The_largest_messages_arrive_whole(double loss, int jitterMs)
    {
        var pair = new SctpPair(
            output,
            seed: 12,
            new() { Loss = loss, MaxDelay = TimeSpan.FromMilliseconds(5 + jitterMs) },
            new() { IsDtlsClient = true, MaxSendMessageSize = 262_144 });
        pair.Connect();
        var channel = pair.Open(new());
        var messages = Enumerable.Range(0, 4).Select(i => Bytes(i, 262_144)).ToArray();
        foreach (var message in messages)
        {
            Assert.Equal(DataSendResult.Queued, pair.Client.Send(channel, DataMessageKind.Binary, message, pair.Now));
        }

        Assert.True(pair.RunUntil(() => pair.ServerMessages.Count() == 4, TimeSpan.FromMinutes(60)));
        Assert.All(pair.ServerMessages.Zip(messages), x => Assert.True(x.First.Message.Span.SequenceEqual(x.Second)));
    }

    [Fact]
    public void A_hundred_and_twenty_eight_packets_of_4_KiB_arrive_in_order()
    {
        var pair = new SctpPair(output, seed: 13, new() { Loss = 0.05, MaxDelay = TimeSpan.FromMilliseconds(40) });
        pair.Connect();
        var channel = pair.Open(new());
        for (var i = 0; i < 128; i++)
        {
            pair.Client.Send(channel, DataMessageKind.Binary, Bytes(i, 4096), pair.Now);
        }

        Assert.True(pair.RunUntil(() => pair.ServerMessages.Count() == 128, TimeSpan.FromMinutes(10)));
        Assert.All(pair.ServerMessages.Select((m, i) => (m, i)), x => Assert.True(x.m.Message.Span.SequenceEqual(Bytes(x.i, 4096))));
    }

    [Fact]
    public void An_empty_message_arrives_empty_and_of_its_kind()
    {
        var pair = new SctpPair(output, seed: 14);
        pair.Connect();
        var channel = pair.Open(new());
        pair.Client.Send(channel, DataMessageKind.Text, default, pair.Now);
        pair.Client.Send(channel, DataMessageKind.Binary, default, pair.Now);
        pair.Run(TimeSpan.FromSeconds(1));
        Assert.Equal(
            [(DataMessageKind.Text, 0), (DataMessageKind.Binary, 0)],
            pair.ServerMessages.Select(m => (m.MessageKind, m.Message.Length)));
    }

    [Fact]
    public void Messages_flow_both_ways_on_one_channel()
    {
        var pair = new SctpPair(output, seed: 15, new() { Loss = 0.05 });
        pair.Connect();
        var channel = pair.Open(new());
        for (var i = 0; i < 200; i++)
        {
            pair.Client.Send(channel, DataMessageKind.Text, Encoding.UTF8.GetBytes($"up {i}"), pair.Now);
            pair.Server.Send(channel, DataMessageKind.Text, Encoding.UTF8.GetBytes($"down {i}"), pair.Now);
            pair.Run(TimeSpan.FromMilliseconds(3));
        }

        pair.Run(TimeSpan.FromSeconds(60));
        Assert.Equal(Enumerable.Range(0, 200).Select(i => $"up {i}"), pair.ServerMessages.Select(SctpPair.Text));
        Assert.Equal(Enumerable.Range(0, 200).Select(i => $"down {i}"), pair.ClientMessages.Select(SctpPair.Text));
    }

    [Fact]
    public void A_message_larger_than_the_other_side_takes_is_refused()
    {
        var pair = new SctpPair(output, seed: 16, options: new() { IsDtlsClient = true, MaxSendMessageSize = 1000 });
        pair.Connect();
        var channel = pair.Open(new());
        Assert.Equal(DataSendResult.TooLarge, pair.Client.Send(channel, DataMessageKind.Binary, new byte[1001], pair.Now));
        Assert.Equal(DataSendResult.ChannelClosed, pair.Client.Send(new(99), DataMessageKind.Binary, new byte[1], pair.Now));
    }

    [Fact]
    public void A_full_send_buffer_refuses_and_takes_again_when_it_has_drained()
    {
        var pair = new SctpPair(output, seed: 17, options: new() { IsDtlsClient = true, MaxBufferedAmount = 100_000 });
        pair.Connect();
        var channel = pair.Open(new());
        Assert.Equal(DataSendResult.Queued, pair.Client.Send(channel, DataMessageKind.Binary, new byte[60_000], pair.Now));
        Assert.Equal(DataSendResult.BufferFull, pair.Client.Send(channel, DataMessageKind.Binary, new byte[60_000], pair.Now));
        Assert.Equal(60_000, pair.Client.BufferedAmount(channel));
        pair.Run(TimeSpan.FromSeconds(5));
        Assert.Equal(0, pair.Client.BufferedAmount(channel));
        Assert.Equal(DataSendResult.Queued, pair.Client.Send(channel, DataMessageKind.Binary, new byte[60_000], pair.Now));
    }

    private static byte[] Bytes(int seed, int length)
    {
        var bytes = new byte[length];
        new SeededRandom(seed).Fill(bytes);
        return bytes;
    }
}
