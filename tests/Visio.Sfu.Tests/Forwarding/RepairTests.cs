using Visio.Rtc.Rtcp;
using Visio.Rtc.Time;
using Visio.Rtc.Units;
using Visio.Sfu.Forwarding;

namespace Visio.Sfu.Tests.Forwarding;

public sealed class RepairTests
{
    [Theory]
    [InlineData(300_000)]
    [InlineData(3_000_000)]
    public void What_is_sent_again_is_a_share_of_what_the_path_carries(long target)
    {
        var budget = new RepairBudget();
        var (start, sent) = (Instant.Zero + TimeSpan.FromSeconds(10), 0L);
        for (var ms = 0; ms < 20_000; ms++)
        {
            sent += budget.TryTake(1000, new Bitrate(target), start + TimeSpan.FromMilliseconds(ms)) ? 8_000 : 0;
        }

        Assert.InRange(sent / 20.0 / target, 0.33, 0.38);
    }

    [Fact]
    public void What_came_before_a_change_of_the_layer_is_not_sent_again()
    {
        using var meeting = new Meeting(721);
        var (alice, bob) = (meeting.Join(), meeting.Join());
        var (_, layers) = alice.PublishSimulcast("f", "q");
        Array.ForEach(layers, l => l.IsSending = true);
        var receiver = bob.Subscribe(layers[0]);
        meeting.RunSeconds(1);
        var before = receiver.Packets.Last().Number;
        meeting.Core.SetLimit(receiver.Id, new(0, 0), meeting.Now);
        meeting.RunSeconds(1);
        Assert.EndsWith("q", receiver.Rids);

        Ask(receiver.Packets.Last().Number);
        Assert.Equal(1, receiver.Repairs);
        Ask(before);
        Assert.Equal(1, receiver.Repairs);

        void Ask(long number)
        {
            var writer = new RtcpWriter(stackalloc byte[64]);
            writer.TryWriteNack(1, receiver.Options.Ssrc, [(ushort)number]);
            bob.Peer.SendRtcp(writer.Written);
            meeting.RunSeconds(0.2);
        }
    }

    [Fact]
    public void The_round_trip_to_a_publisher_that_reports_nothing_shows_in_its_repairs()
    {
        using var meeting = new Meeting(722);
        var alice = meeting.Join(new() { Delay = TimeSpan.FromMilliseconds(100), Loss = 0.02 });
        var bob = meeting.Join();
        var video = alice.PublishVideo();
        bob.Subscribe(video);
        var session = meeting.Room.Peers.Single(p => p.Id == alice.Id);
        meeting.RunSeconds(20);

        // It answers in steps of 20 ms.
        Assert.InRange(session.RoundTripTime.TotalMilliseconds, 180, 240);
    }

    [Fact]
    public void A_network_that_reorders_is_not_asked_for_what_is_on_its_way()
    {
        using var meeting = new Meeting(723);
        var alice = meeting.Join(new() { Reordering = 0.1, ReorderingDelay = TimeSpan.FromMilliseconds(30) });
        var bob = meeting.Join();
        var video = alice.PublishVideo();
        var receiver = bob.Subscribe(video);
        meeting.RunSeconds(3);
        var learnt = video.Nacks;
        meeting.RunSeconds(20);

        // 75 packets a second, of which 150 come late.
        Assert.InRange(video.Nacks - learnt, 0, 8);
        Assert.Empty(receiver.Missing());
    }
}
