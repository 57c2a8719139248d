using Visio.Testing;

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

    [Fact]
    public void Everybody_gets_the_layer_they_asked_for()
    {
        using var meeting = new Meeting(24);
        var alice = meeting.Join();
        var (_, layers) = alice.PublishSimulcast("f", "h", "q");
        Array.ForEach(layers, l => l.IsSending = true);
        meeting.RunSeconds(0.2);
        var receivers = new int?[] { 0, 1, 2, 7, null }.Select(layer => meeting.Join().Subscribe(layers[0], limit: new(layer, 0))).ToList();
        meeting.RunSeconds(1);

        Assert.All(receivers.Zip("qhfff"), pair => Assert.Matches($"^{pair.Second}+$", pair.First.Rids));
        Assert.All(receivers, AssertOneStream);
    }

    [Fact]
    public void A_switch_happens_at_a_key_frame_that_was_asked_of_the_new_layer_alone()
    {
        using var meeting = new Meeting(25);
        var (alice, bob) = (meeting.Join(), meeting.Join());
        var (_, layers) = alice.PublishSimulcast("f", "h", "q");
        Array.ForEach(layers, l => l.IsSending = true);
        meeting.RunSeconds(0.2);
        var receiver = bob.Subscribe(layers[0], limit: new(0, 0));
        meeting.RunSeconds(2);
        var asked = layers.Select(l => l.PictureLossIndications).ToArray();

        meeting.Core.SetLimit(receiver.Id, new(2, 0), meeting.Now);
        meeting.RunSeconds(1);
        Assert.Equal([asked[0] + 1, asked[1], asked[2]], layers.Select(l => l.PictureLossIndications));
        meeting.Core.SetLimit(receiver.Id, new(1, 0), meeting.Now);
        meeting.RunSeconds(1);
        meeting.Core.SetLimit(receiver.Id, new(0, 0), meeting.Now);
        meeting.RunSeconds(1);

        Assert.Matches("^q+f+h+q+$", receiver.Rids);
        Assert.Equal([asked[0] + 1, asked[1] + 1, asked[2] + 1], layers.Select(l => l.PictureLossIndications));
        Assert.Empty(receiver.Missing());
        AssertOneStream(receiver);
    }

    [Fact]
    public void Timestamps_of_the_layers_are_put_on_one_line_by_their_sender_reports()
    {
        using var meeting = new Meeting(26);
        var (alice, bob) = (meeting.Join(new() { Jitter = TimeSpan.FromMilliseconds(30) }), meeting.Join());
        var (_, layers) = alice.PublishSimulcast("f", "h", "q");
        Array.ForEach(layers, l => l.IsSending = true);
        var receiver = bob.Subscribe(layers[0]);
        meeting.RunSeconds(3);
        for (var i = 0; i < 10; i++)
        {
            meeting.Core.SetLimit(receiver.Id, new(i % 3, 0), meeting.Now);
            meeting.RunSeconds(1);
        }

        // The layers take their pictures at the same moments, 40 ms from one to the next; the first switch may have been before a report.
        var packets = receiver.Packets.Where(p => p.Running > 75).ToList();
        Assert.Equal(3, packets.Select(p => p.Rid).Distinct().Count());
        Assert.All(packets, p => Assert.InRange((int)(p.Timestamp - packets[0].Timestamp) - ((p.Running - packets[0].Running) * 3600), -20, 20));
    }

    [Fact]
    public void If_a_wanted_layer_is_not_sent_the_best_below_it_is_taken_or_else_the_smallest()
    {
        using var meeting = new Meeting(27);
        var alice = meeting.Join();
        var (_, layers) = alice.PublishSimulcast("f", "h", "q");
        layers[0].IsSending = layers[2].IsSending = true;
        meeting.RunSeconds(0.2);
        var middle = meeting.Join().Subscribe(layers[0], limit: new(1, 0));
        meeting.RunSeconds(1);
        Assert.Matches("^q+$", middle.Rids);

        layers[2].IsSending = false;
        layers[1].IsSending = true;
        var small = meeting.Join().Subscribe(layers[0], limit: new(0, 0));
        meeting.RunSeconds(2);
        Assert.Matches("^q+h+$", middle.Rids);
        Assert.Matches("^q*h+$", small.Rids);
        AssertOneStream(middle);
    }

    [Fact]
    public void A_screen_that_hardly_changes_does_not_look_like_a_layer_that_was_switched_off()
    {
        using var meeting = new Meeting(28);
        var (alice, bob) = (meeting.Join(), meeting.Join());
        var (_, layers) = alice.PublishSimulcast("f", "q");
        Array.ForEach(layers, l => l.IsSending = true);
        var receiver = bob.Subscribe(layers[0]);
        meeting.RunSeconds(1);

        // One frame a second, then none at all, then again.
        Array.ForEach(layers, l => l.StepsPerFrame = 50);
        meeting.RunSeconds(10);
        Array.ForEach(layers, l => l.IsSending = false);
        meeting.RunSeconds(5);
        Array.ForEach(layers, l => (l.IsSending, l.StepsPerFrame) = (true, 2));
        meeting.RunSeconds(1);

        Assert.Matches("^q*f+$", receiver.Rids);
        AssertOneStream(receiver);
    }

    [Fact]
    public void Half_the_rate_leaves_out_the_highest_temporal_layer_and_no_hole()
    {
        using var meeting = new Meeting(29);
        var (alice, bob) = (meeting.Join(), meeting.Join());
        var video = alice.PublishVideo();
        video.HasTemporalLayers = true;
        var receiver = bob.Subscribe(video);
        meeting.RunSeconds(3);
        var (all, asked) = (receiver.Count, video.PictureLossIndications);

        meeting.Core.SetLimit(receiver.Id, new(null, 12), meeting.Now);
        meeting.RunSeconds(2);
        Assert.InRange(receiver.Count - all, 72, 80);
        var half = receiver.Count;

        meeting.Core.SetLimit(receiver.Id, new(null, 6), meeting.Now);
        meeting.RunSeconds(2);
        Assert.InRange(receiver.Count - half, 36, 42);
        var quarter = receiver.Count;

        meeting.Core.SetLimit(receiver.Id, new(null, 0), meeting.Now);
        meeting.RunSeconds(2);
        Assert.InRange(receiver.Count - quarter, 140, 150);
        Assert.Equal(asked, video.PictureLossIndications);
        Assert.Empty(receiver.Missing());
        AssertOneStream(receiver);
        AssertDecodable(receiver);
    }

    [Fact]
    public void A_frame_lost_among_those_that_come_in_one_turn_with_a_key_frame_keeps_its_numbers()
    {
        using var meeting = new Meeting(30);
        var link = new LinkConditions { Delay = TimeSpan.FromMilliseconds(5) };
        var (alice, bob) = (meeting.Join(link), meeting.Join());
        var video = alice.PublishVideo();
        video.HasTemporalLayers = true;
        var receiver = bob.Subscribe(video, limit: new(null, 6));
        meeting.RunSeconds(3);
        meeting.Core.SetPaused(receiver.Id, true, meeting.Now);
        meeting.RunSeconds(0.5);
        meeting.Core.SetPaused(receiver.Id, false, meeting.Now);
        meeting.Network.Run(TimeSpan.FromMilliseconds(20));
        alice.TakeReceived(meeting.Now);
        meeting.Sfu.Batches = true;
        var before = receiver.Count;

        // A key frame and eleven more at one moment; the ninth, of the lowest temporal layer, comes only when it is asked for.
        foreach (var (frames, loss) in new[] { (8, 0.0), (1, 1.0), (3, 0.0) })
        {
            alice.Host.Uplink = new() { Delay = link.Delay, Loss = loss };
            for (var i = 0; i < frames; i++)
            {
                video.Act(0, meeting.Now);
            }

            meeting.Network.Run(TimeSpan.Zero);
        }

        meeting.RunSeconds(1);

        var packets = receiver.Packets.Skip(before).ToList();
        Assert.True(packets[0].Vp8.IsKeyFrameStart);
        Assert.Equal([0, 0, 0, 4, 4, 4, 8, 8, 8], packets.Take(9).Select(p => p.Running - packets[0].Running));
        Assert.All(packets, p => Assert.Equal(0, p.Vp8.TemporalLayer));
        Assert.Empty(receiver.Missing());
        AssertOneStream(receiver);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    public void Whatever_is_asked_for_and_lost_it_stays_one_stream(int seed)
    {
        using var meeting = new Meeting(seed);
        var link = new LinkConditions { Loss = 0.03, Jitter = TimeSpan.FromMilliseconds(30), Delay = TimeSpan.FromMilliseconds(10) };
        var (alice, bob) = (meeting.Join(link), meeting.Join(link));
        var (publication, layers) = alice.PublishSimulcast("f", "h", "q");
        Array.ForEach(layers, l => l.HasTemporalLayers = true);
        Array.ForEach(layers, l => l.IsSending = true);
        var receiver = bob.Subscribe(layers[0]);
        for (var i = 0; i < 60; i++)
        {
            switch (meeting.Random.Next(5))
            {
                case 0 or 1:
                    meeting.Core.SetLimit(receiver.Id, new(meeting.Random.Next(3), 6 * meeting.Random.Next(4)), meeting.Now);
                    break;
                case 2:
                    var layer = layers[meeting.Random.Next(3)];
                    layer.IsSending = !layer.IsSending;
                    break;
                case 3:
                    meeting.Core.SetPaused(receiver.Id, meeting.Random.Next(2) == 0, meeting.Now);
                    break;
                default:
                    meeting.Core.SetMuted(publication, meeting.Random.Next(2) == 0, meeting.Now);
                    break;
            }

            meeting.RunSeconds(0.1 + (meeting.Random.Next(10) / 10.0));
        }

        alice.Host.Uplink = bob.Host.Downlink = alice.Host.Downlink = bob.Host.Uplink = new();
        Array.ForEach(layers, l => l.IsSending = true);
        meeting.Core.SetPaused(receiver.Id, false, meeting.Now);
        meeting.Core.SetMuted(publication, false, meeting.Now);
        meeting.Core.SetLimit(receiver.Id, default, meeting.Now);
        meeting.RunSeconds(3);

        Assert.True(receiver.Rids.Length > 500);
        Assert.EndsWith("fff", receiver.Rids);
        AssertOneStream(receiver);
        AssertDecodable(receiver);
    }

    /// <summary>Time moves on, picture ids count, and only a key frame changes the layer.</summary>
    private static void AssertOneStream(TrackReceiver receiver)
    {
        var packets = receiver.Packets.Where(p => p.Running >= 0).ToList();
        for (var i = 1; i < packets.Count; i++)
        {
            var (before, now) = (packets[i - 1], packets[i]);
            Assert.InRange((int)(now.Timestamp - before.Timestamp), 0, 90_000 * 60);
            var isNext = now.Number == before.Number + 1;
            Assert.InRange((now.Vp8.PictureId - before.Vp8.PictureId) & 0x7FFF, 0, isNext ? 1 : 100);
            Assert.True(now.Vp8.PictureId == before.Vp8.PictureId == (now.Timestamp == before.Timestamp), $"{before} and {now} are of one picture, or of two");
            Assert.True(now.Rid == before.Rid || now.Vp8.IsKeyFrameStart || !isNext, $"packet {now.Number} goes on with {now.Rid} after {before.Rid}");
        }
    }

    /// <summary>Running numbers of the lowest temporal layer have no hole, and frames above it come only after what they need.</summary>
    private static void AssertDecodable(TrackReceiver receiver)
    {
        var packets = receiver.Packets.Where(p => p.Running >= 0).ToList();
        for (var i = 1; i < packets.Count; i++)
        {
            var (before, now) = (packets[i - 1].Vp8, packets[i].Vp8);
            var isNext = packets[i].Number == packets[i - 1].Number + 1;
            Assert.InRange((byte)(now.BaseLayerIndex - before.BaseLayerIndex), 0, isNext ? 1 : 100);
            Assert.True(
                !isNext || now.TemporalLayer == before.TemporalLayer || now.TemporalLayer < 2 || now.IsLayerSync || !now.IsFrameStart || before.TemporalLayer > 0,
                $"packet {packets[i].Number} of temporal layer {now.TemporalLayer} comes after {before.TemporalLayer}");
        }
    }
}
