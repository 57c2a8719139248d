using System.Buffers.Binary;
using Visio.Rtc.Sctp;
using Xunit.Abstractions;

namespace Visio.Rtc.Tests.Sctp;

public sealed class PartialReliabilityTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(0.05, false)]
    [InlineData(0.2, false)]
    [InlineData(0.05, true)]
    [InlineData(0.2, true)]
    public void Messages_without_retransmission_are_lost_now_and_then_but_never_doubled_and_never_stall(double loss, bool ordered)
    {
        var pair = new SctpPair(output, seed: 21, new() { Loss = loss, Duplication = 0.05, MaxDelay = TimeSpan.FromMilliseconds(60) });
        pair.Connect();
        var channel = pair.Open(new(ordered, MaxRetransmits: 0));
        var sent = SendNumbers(pair, channel, 2000, size: 200);
        pair.Run(TimeSpan.FromSeconds(30));

        var received = Numbers(pair);
        Assert.Equal(received.Count, received.Distinct().Count());
        Assert.InRange(received.Count, sent * (1 - (3 * loss)), sent);
        Assert.Contains(received, n => n > 1950);
        if (ordered)
        {
            Assert.Equal(received.Order(), received);
        }

        Assert.True(pair.Client.Association.Outbound.IsIdle);
        Assert.Equal(0, pair.Server.Association.Inbound!.HeldBytes);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Abandoned_fragments_of_large_messages_leave_nothing_behind(bool ordered)
    {
        var pair = new SctpPair(
            output,
            seed: 22,
            new() { Loss = 0.1, MaxDelay = TimeSpan.FromMilliseconds(20) },
            options: new() { IsDtlsClient = true, MaxUnreliableBufferedAmount = 4_000_000 });
        pair.Connect();
        var channel = pair.Open(new(ordered, MaxRetransmits: 1));
        SendNumbers(pair, channel, 200, size: 10_000);
        pair.Run(TimeSpan.FromSeconds(120));
        var received = Numbers(pair);
        Assert.InRange(received.Count, 20, 199);
        Assert.All(pair.ServerMessages, m => Assert.Equal(10_000, m.Message.Length));
        Assert.True(pair.Client.Association.Outbound.IsIdle);
        Assert.Equal(0, pair.Client.Association.Outbound.HeldBytes);
        Assert.Equal(0, pair.Server.Association.Inbound!.HeldBytes);
    }

    [Fact]
    public void A_message_whose_time_is_over_is_not_sent_when_the_path_comes_back()
    {
        var pair = new SctpPair(output, seed: 23);
        pair.Connect();
        var channel = pair.Open(new(Ordered: true, MaxLifetime: TimeSpan.FromMilliseconds(300)));
        pair.Filter = (_, _) => false;
        SendNumbers(pair, channel, 20, size: 2000);
        pair.Run(TimeSpan.FromSeconds(3));
        pair.Filter = null;
        pair.Run(TimeSpan.FromSeconds(20));
        Assert.DoesNotContain(Numbers(pair), n => n > 10);

        pair.Client.Send(channel, DataMessageKind.Binary, new byte[] { 0, 0, 1, 0 }, pair.Now);
        pair.Run(TimeSpan.FromSeconds(2));
        Assert.Contains(256, Numbers(pair));
        Assert.True(pair.Client.Association.Outbound.IsIdle);
    }

    [Fact]
    public void Reliable_and_lossy_channels_do_not_disturb_each_other()
    {
        var pair = new SctpPair(output, seed: 24, new() { Loss = 0.1, MaxDelay = TimeSpan.FromMilliseconds(50) });
        pair.Connect();
        var reliable = pair.Open(new(), "_reliable");
        var lossy = pair.Open(new(Ordered: false, MaxRetransmits: 0), "_lossy");
        for (var i = 0; i < 500; i++)
        {
            pair.Client.Send(reliable, DataMessageKind.Binary, Number(i, 700), pair.Now);
            pair.Client.Send(lossy, DataMessageKind.Binary, Number(i, 300), pair.Now);
            pair.Run(TimeSpan.FromMilliseconds(5));
        }

        pair.Run(TimeSpan.FromSeconds(120));
        Assert.Equal(Enumerable.Range(0, 500), pair.ServerMessages.Where(m => m.Channel == reliable).Select(Value));
        var received = pair.ServerMessages.Where(m => m.Channel == lossy).Select(Value).ToList();
        Assert.Equal(received.Count, received.Distinct().Count());
        Assert.InRange(received.Count, 300, 500);
    }

    private static int SendNumbers(SctpPair pair, DataChannelId channel, int count, int size)
    {
        for (var i = 0; i < count; i++)
        {
            Assert.Equal(DataSendResult.Queued, pair.Client.Send(channel, DataMessageKind.Binary, Number(i, size), pair.Now));
            pair.Run(TimeSpan.FromMilliseconds(2));
        }

        return count;
    }

    private static byte[] Number(int value, int size)
    {
        var message = new byte[size];
        BinaryPrimitives.WriteInt32BigEndian(message, value);
        return message;
    }

    private static int Value(DataChannelEvent e) => BinaryPrimitives.ReadInt32BigEndian(e.Message.Span);

    private static List<int> Numbers(SctpPair pair) => [.. pair.ServerMessages.Select(Value)];
}
