using System.Text;
using Visio.Rtc.Sctp;
using Xunit.Abstractions;

namespace Visio.Rtc.Tests.Sctp;

public sealed class FlowTests(ITestOutputHelper output)
{
    [Fact]
    public void Transmission_numbers_wrap_around()
    {
        var pair = new SctpPair(
            output,
            seed: 41,
            new() { Loss = 0.05, Duplication = 0.05, MaxDelay = TimeSpan.FromMilliseconds(40) },
            clientRandom: new StartingAt(uint.MaxValue - 100, 1),
            serverRandom: new StartingAt(uint.MaxValue - 3, 2));
        pair.Connect();
        var reliable = pair.Open(new());
        var lossy = pair.Open(new(Ordered: true, MaxRetransmits: 0));
        for (var i = 0; i < 500; i++)
        {
            pair.Client.Send(reliable, DataMessageKind.Text, Encoding.UTF8.GetBytes($"{i}"), pair.Now);
            pair.Client.Send(lossy, DataMessageKind.Text, Encoding.UTF8.GetBytes($"{i}"), pair.Now);
            pair.Server.Send(reliable, DataMessageKind.Text, Encoding.UTF8.GetBytes($"{i}"), pair.Now);
            pair.Run(TimeSpan.FromMilliseconds(2));
        }

        pair.Run(TimeSpan.FromSeconds(60));
        var expected = Enumerable.Range(0, 500).Select(i => $"{i}").ToArray();
        Assert.Equal(expected, pair.ServerMessages.Where(m => m.Channel == reliable).Select(SctpPair.Text));
        Assert.Equal(expected, pair.ClientMessages.Select(SctpPair.Text));
        Assert.True(pair.Client.Association.Outbound.IsIdle);
    }

    [Fact]
    public void Stream_numbers_wrap_around()
    {
        var pair = new SctpPair(output, seed: 42, new() { Loss = 0.002 });
        pair.Connect();
        var channel = pair.Open(new());
        var sent = 0;
        while (sent < 70_000)
        {
            while (sent < 70_000 && pair.Client.Send(channel, DataMessageKind.Binary, BitConverter.GetBytes(sent), pair.Now) == DataSendResult.Queued)
            {
                sent++;
            }

            pair.Run(TimeSpan.FromSeconds(1));
        }

        Assert.True(pair.RunUntil(() => pair.ServerEvents.Count >= 70_002, TimeSpan.FromMinutes(20)));
        Assert.Equal(Enumerable.Range(0, 70_000), pair.ServerMessages.Select(m => BitConverter.ToInt32(m.Message.Span)));
    }

    [Fact]
    public void A_full_window_stops_the_sender_and_an_opened_one_starts_it_again()
    {
        var pair = new SctpPair(output, seed: 43);
        pair.Connect();
        var channel = pair.Open(new());
        pair.ServerReads = false;
        for (var i = 0; i < 60; i++)
        {
            Assert.Equal(DataSendResult.Queued, pair.Client.Send(channel, DataMessageKind.Binary, new byte[60_000], pair.Now));
        }

        pair.Run(TimeSpan.FromMinutes(10));
        Assert.True(pair.Client.IsConnected, "probing a full window is no sign of a dead path");
        Assert.InRange(pair.Server.Association.Inbound!.HeldBytes, 900_000, (1024 * 1024) + 262_144);
        var held = pair.Client.BufferedAmount(channel);
        Assert.InRange(held, 1_000_000, 3_600_000);

        pair.ServerReads = true;
        pair.Run(TimeSpan.FromSeconds(30));
        Assert.Equal(60, pair.ServerMessages.Count());
        Assert.Equal(0, pair.Server.Association.Inbound!.HeldBytes);
    }

    [Fact]
    public void The_window_grows_on_a_clean_path_and_fills_it()
    {
        var half = TimeSpan.FromMilliseconds(25);
        var pair = new SctpPair(output, seed: 44, new() { MinDelay = half, MaxDelay = half });
        pair.Connect();
        var channel = pair.Open(new());
        var start = pair.Now;
        for (var i = 0; i < 64; i++)
        {
            pair.Client.Send(channel, DataMessageKind.Binary, new byte[60_000], pair.Now);
        }

        Assert.True(pair.RunUntil(() => pair.ServerMessages.Count() == 64, TimeSpan.FromMinutes(1)));
        var seconds = (pair.Now - start).TotalSeconds;
        output.WriteLine($"{64 * 60_000 * 8 / seconds / 1e6:F1} Mbit/s, window {pair.Client.Association.Outbound.CongestionWindowSize}");
        Assert.InRange(seconds, 0, 1.5);
        Assert.InRange(pair.Client.Association.Outbound.CongestionWindowSize, 100_000, int.MaxValue);
    }

    [Fact]
    public void A_single_loss_is_repaired_without_waiting_for_the_timer()
    {
        var half = TimeSpan.FromMilliseconds(25);
        var pair = new SctpPair(output, seed: 45, new() { MinDelay = half, MaxDelay = half });
        pair.Connect();
        var channel = pair.Open(new());
        pair.Run(TimeSpan.FromSeconds(1));
        var start = pair.Now;
        var left = 3;
        pair.Filter = (toServer, packet) => !toServer || packet[12] != 0 || --left != 0;
        pair.Client.Send(channel, DataMessageKind.Binary, new byte[12_000], pair.Now);
        Assert.True(pair.RunUntil(() => pair.ServerMessages.Any(), TimeSpan.FromSeconds(5)));
        Assert.InRange((pair.Now - start).TotalMilliseconds, 70, 200);
    }

    [Fact]
    public void One_lone_message_is_acknowledged_within_the_delay_of_a_SACK()
    {
        var pair = new SctpPair(output, seed: 46);
        pair.Connect();
        var channel = pair.Open(new());
        pair.Run(TimeSpan.FromSeconds(2));
        var before = pair.PacketsSent;
        pair.Client.Send(channel, DataMessageKind.Binary, new byte[10], pair.Now);
        Assert.True(pair.RunUntil(() => pair.Client.Association.Outbound.IsIdle, TimeSpan.FromMilliseconds(220)));
        Assert.Equal(2, pair.PacketsSent - before);
    }

    [Fact]
    public void Small_messages_travel_together()
    {
        var pair = new SctpPair(output, seed: 47);
        pair.Connect();
        var channel = pair.Open(new());
        pair.Run(TimeSpan.FromSeconds(2));
        var before = pair.PacketsSent;
        for (var i = 0; i < 30; i++)
        {
            pair.Client.Send(channel, DataMessageKind.Binary, new byte[20], pair.Now);
        }

        pair.Run(TimeSpan.FromSeconds(1));
        Assert.Equal(30, pair.ServerMessages.Count());
        Assert.InRange(pair.PacketsSent - before, 2, 3);
    }
}
