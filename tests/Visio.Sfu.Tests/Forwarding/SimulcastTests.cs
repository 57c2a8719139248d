namespace Visio.Sfu.Tests.Forwarding;

public sealed class SimulcastTests
{
    [Fact]
    public void The_best_layer_that_arrives_is_forwarded()
    {
        using var meeting = new Meeting(21);
        var (alice, bob) = (meeting.Join(), meeting.Join());
        var (_, layers) = alice.PublishSimulcast("f", "h", "q");
        var receiver = bob.Subscribe(layers[0]);

        // As a browser starts: the smallest first, the others as its estimate of the bandwidth allows.
        layers[2].IsSending = true;
        meeting.RunSeconds(1);
        layers[1].IsSending = true;
        meeting.RunSeconds(1);
        layers[0].IsSending = true;
        meeting.RunSeconds(1);

        Assert.Matches("^q+h+f+$", receiver.Rids);
        Assert.Empty(receiver.Missing());
        AssertOneStream(receiver);
    }

    [Fact]
    public void The_next_layer_takes_over_when_the_best_falls_silent()
    {
        using var meeting = new Meeting(22);
        var (alice, bob) = (meeting.Join(), meeting.Join());
        var (_, layers) = alice.PublishSimulcast("f", "h", "q");
        var receiver = bob.Subscribe(layers[0]);
        Array.ForEach(layers, l => l.IsSending = true);
        meeting.RunSeconds(1);

        layers[0].IsSending = false;
        meeting.RunSeconds(2);

        Assert.Matches("^[hq]*f+h+$", receiver.Rids);
        Assert.True(layers[1].PictureLossIndications >= 1);
        Assert.Empty(receiver.Missing());
        AssertOneStream(receiver);
    }

    [Fact]
    public void A_lost_packet_of_the_forwarded_layer_is_asked_for_and_mended()
    {
        using var meeting = new Meeting(23);
        var (alice, bob) = (meeting.Join(new() { Loss = 0.05 }), meeting.Join());
        var (_, layers) = alice.PublishSimulcast("f", "q");
        var receiver = bob.Subscribe(layers[0]);
        Array.ForEach(layers, l => l.IsSending = true);
        meeting.RunSeconds(5);
        alice.Host.Uplink = alice.Host.Downlink = new();
        meeting.RunSeconds(1);

        Assert.True(layers[0].Nacks > 5);
        Assert.Equal(0, layers[1].Nacks);
        Assert.InRange(receiver.Missing().Count(), 0, 1);
    }

    /// <summary>Time moves on, and picture ids count, over all switches.</summary>
    private static void AssertOneStream(TrackReceiver receiver)
    {
        var packets = receiver.Packets.ToList();
        for (var i = 1; i < packets.Count; i++)
        {
            var step = (int)(packets[i].Timestamp - packets[i - 1].Timestamp);
            Assert.InRange(step, 0, 90_000);
            Assert.InRange((packets[i].Vp8.PictureId - packets[i - 1].Vp8.PictureId) & 0x7FFF, 0, 1);
        }
    }
}
