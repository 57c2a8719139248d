using Visio.Rtc;

namespace Visio.Sfu.Tests.Relaying;

/// <summary>A room over two loops: nobody in it sees a difference. The loops are driven in turn, in virtual time.</summary>
public sealed class SpreadRoomTests
{
    [Fact]
    public void Every_packet_comes_unharmed_and_what_is_lost_is_sent_again()
    {
        using var meeting = new Meeting(2001, loops: 2);
        var alice = meeting.Join(new() { Loss = 0.03 });
        var (near, far) = (meeting.Join(new() { Loss = 0.03 }), meeting.Join(new() { Loss = 0.03 }, loop: 1));
        var (audio, video) = (alice.PublishAudio(), alice.PublishVideo());
        var sound = new[] { near, far }.Select(p => p.Subscribe(audio)).ToArray();
        var pictures = new[] { near, far }.Select(p => p.Subscribe(video)).ToArray();
        meeting.RunSeconds(10);
        foreach (var p in meeting.Participants)
        {
            p.Host.Uplink = p.Host.Downlink = new();
        }

        meeting.RunSeconds(2);
        Assert.All(pictures, p =>
        {
            Assert.InRange(p.Missing().Count(), 0, 1);
            Assert.True(p.Repairs > 5);
            Assert.True(p.Packets.Count > 800);
        });
        Assert.InRange((double)sound[1].Packets.Count / sound[0].Packets.Count, 0.95, 1.05);
        Assert.All(sound[1].Packets.Zip(sound[1].Packets.Skip(1)), p => Assert.True(p.Second.Running > p.First.Running));
        Assert.Equal(0, meeting.SfuOf(1).Core.Counters.Dropped(DropReason.RtpMalformed));
    }

    [Fact]
    public void A_packet_is_relayed_once_for_all_viewers_of_the_other_loop()
    {
        using var meeting = new Meeting(2002, loops: 2);
        var alice = meeting.Join();
        var video = alice.PublishVideo();
        var viewers = Enumerable.Range(0, 5).Select(_ => meeting.Join(loop: 1)).ToList();
        meeting.RunSeconds(0.5);
        var receivers = viewers.Select(v => v.Subscribe(video)).ToList();
        meeting.RunSeconds(3);
        var core = meeting.Core;
        Assert.Equal(receivers[0].Packets.Count * 5, meeting.SfuOf(1).Core.Counters.PacketsForwarded);
        Assert.InRange(core.Counters.PacketsRelayed, receivers[0].Packets.Count, receivers[0].Packets.Count + 12);
        Assert.Equal(0, core.Counters.PacketsForwarded);

        // Their wishes are one, too.
        var asked = video.PictureLossIndications;
        meeting.RunSeconds(2);
        receivers.Zip(viewers).ToList().ForEach(pair => pair.First.RequestKeyFrame(pair.Second.Peer));
        meeting.RunSeconds(0.4);
        Assert.Equal(asked + 1, video.PictureLossIndications);
    }

    [Fact]
    public void Each_viewer_gets_the_layer_it_asked_for_and_another_one_with_a_key_frame()
    {
        using var meeting = new Meeting(2003, loops: 2);
        var (alice, bob) = (meeting.Join(), meeting.Join(loop: 1));
        var (_, layers) = alice.PublishSimulcast("f", "h", "q");
        Array.ForEach(layers, l => l.IsSending = true);
        meeting.RunSeconds(0.2);
        var receiver = bob.Subscribe(layers[0], limit: new(0, 0));
        meeting.RunSeconds(2);
        meeting.Do(receiver.Id, (core, now) => core.SetLimit(receiver.Id, new(2, 0), now));
        meeting.RunSeconds(1);
        meeting.Do(receiver.Id, (core, now) => core.SetLimit(receiver.Id, new(1, 0), now));
        meeting.RunSeconds(1);

        Assert.Matches("^q+f+h+$", receiver.Rids);
        Assert.Empty(receiver.Missing());
        Assert.Equal(0, layers[0].Nacks);

        // Of a layer that nobody uses nothing is asked for again, of one that is used everything.
        alice.Host.Uplink = new() { Loss = 0.05 };
        meeting.RunSeconds(3);
        Assert.Equal(0, layers[0].Nacks + layers[2].Nacks);
        Assert.True(layers[1].Nacks > 0);
    }

    [Fact]
    public void Sound_and_pictures_can_be_played_together()
    {
        using var meeting = new Meeting(2004, loops: 2);
        var alice = meeting.Join(new() { Jitter = TimeSpan.FromMilliseconds(60) });
        var (audio, video) = (alice.PublishAudio(), alice.PublishVideo());
        meeting.RunSeconds(4);
        var bob = meeting.Join(loop: 1);
        var (sound, pictures) = (bob.Subscribe(audio), bob.Subscribe(video));
        meeting.RunSeconds(8);
        Assert.NotNull(sound.Report);
        Assert.NotNull(pictures.Report);
        var compared = 0;
        foreach (var frame in pictures.Packets.Where(p => p.Marker).Skip(20))
        {
            if (sound.Packets.FirstOrDefault(p => p.Running == frame.Running * 2) is { } packet)
            {
                compared++;
                Assert.InRange(pictures.CaptureTime(frame) - sound.CaptureTime(packet), -0.021, 0.021);
            }
        }

        Assert.True(compared > 50);
    }

    [Fact]
    public void Who_speaks_is_told_once_and_known_on_both_loops()
    {
        using var meeting = new Meeting(2005, loops: 2);
        var (alice, bob) = (meeting.Join(), meeting.Join(loop: 1));
        var (loud, quiet) = (alice.PublishAudio(level: 0), bob.PublishAudio(level: 60));
        bob.Subscribe(loud);
        alice.Subscribe(quiet);
        meeting.RunSeconds(4);
        var told = meeting.Events.OfType<MediaEvent.SpeakersChanged>().SelectMany(e => e.Speakers).ToList();
        Assert.All(told, s => Assert.Equal(loud.Id, s.Publication));
        Assert.Equal(told.Distinct(), told);
        Assert.Equal(1, told[^1].Level);
        Assert.Equal(alice.Id, meeting.RoomOf(0).Speaker?.Id);
        Assert.Equal(alice.Id, meeting.RoomOf(1).Speaker?.Id);
        Assert.DoesNotContain(meeting.Events, e => e is MediaEvent.SpeakersChanged { Speakers.Count: 0 });

        meeting.CoreOf(loud.Id.Value).Unpublish(loud.Id);
        meeting.RunSeconds(2);
        Assert.Equal(0, meeting.Events.OfType<MediaEvent.SpeakersChanged>().SelectMany(e => e.Speakers).Last().Level);
        Assert.Single(meeting.Events.OfType<MediaEvent.SpeakersChanged>().SelectMany(e => e.Speakers), s => s.Level == 0);
    }

    [Fact]
    public void A_muted_track_is_not_sent_and_begins_anew_with_a_key_frame()
    {
        using var meeting = new Meeting(2006, loops: 2);
        var (alice, bob) = (meeting.Join(), meeting.Join(loop: 1));
        var video = alice.PublishVideo();
        var receiver = bob.Subscribe(video);
        meeting.RunSeconds(2);
        meeting.Core.SetMuted(video.Id, true, meeting.Now);
        meeting.RunSeconds(0.1);
        var (count, relayed) = (receiver.Packets.Count, meeting.Core.Counters.PacketsRelayed);
        meeting.RunSeconds(1);
        Assert.Equal(count, receiver.Packets.Count);
        Assert.Equal(relayed, meeting.Core.Counters.PacketsRelayed);
        var keyFrames = video.KeyFramesSent;
        meeting.Core.SetMuted(video.Id, false, meeting.Now);
        meeting.RunSeconds(2);
        Assert.True(receiver.Packets.Count > count + 100);
        Assert.Equal(keyFrames + 1, video.KeyFramesSent);
        Assert.Empty(receiver.Missing());

        // Who comes while it is muted waits, too.
        meeting.Core.SetMuted(video.Id, true, meeting.Now);
        var carol = meeting.Join(loop: 1);
        var late = carol.Subscribe(video);
        meeting.RunSeconds(1);
        Assert.Empty(late.Packets);
    }

    [Fact]
    public void A_publisher_whose_source_changes_goes_on()
    {
        using var meeting = new Meeting(2007, loops: 2);
        var (alice, bob) = (meeting.Join(), meeting.Join(loop: 1));
        var video = alice.PublishVideo(announceSsrc: false);
        video.SendsMid = true;
        var receiver = bob.Subscribe(video);
        meeting.RunSeconds(2);
        var before = receiver.Packets.Count;
        video.ChangeSsrc(0x12345678);
        meeting.RunSeconds(2);
        Assert.True(receiver.Packets.Count > before + 100);
        Assert.Empty(receiver.Missing());
        var timestamps = receiver.Packets.Select(p => p.Timestamp).ToList();
        Assert.All(timestamps.Zip(timestamps.Skip(1)), pair => Assert.True((int)(pair.Second - pair.First) >= 0));
    }

    [Fact]
    public void Nothing_is_left_when_nobody_needs_it()
    {
        using var meeting = new Meeting(2008, loops: 2);
        var (alice, bob, carol) = (meeting.Join(), meeting.Join(loop: 1), meeting.Join(loop: 1));
        var (audio, video, third) = (alice.PublishAudio(), alice.PublishVideo(), alice.PublishVideo());
        TrackReceiver[] received = [bob.Subscribe(audio), bob.Subscribe(video), carol.Subscribe(video), bob.Subscribe(third)];
        meeting.RunSeconds(2);
        var (near, far) = (meeting.Core.Relays!, meeting.SfuOf(1).Core.Relays!);
        Assert.Equal(3, far.Replicas);
        Assert.True(near.Memory > 0);

        meeting.Do(received[0].Id, (core, _) => core.Unsubscribe(received[0].Id));
        meeting.Do(received[1].Id, (core, _) => core.Unsubscribe(received[1].Id));
        meeting.RunSeconds(1);
        Assert.Equal(2, far.Replicas);
        Assert.NotEmpty(meeting.RoomOf(1).Relayed);
        meeting.Leave(carol);
        meeting.RunSeconds(1);
        Assert.Equal(1, far.Replicas);
        var relayed = meeting.Core.Counters.PacketsRelayed;
        meeting.Core.Unpublish(third.Id);
        meeting.RunSeconds(25);
        Assert.Equal((0, 0, 0), (far.Replicas, near.Memory, far.Memory));
        Assert.Equal(relayed, meeting.Core.Counters.PacketsRelayed);
        Assert.Equal(0, meeting.SfuOf(1).Core.Counters.Subscriptions);
        Assert.Empty(meeting.RoomOf(1).Relayed);
        Assert.False(Assert.Single(meeting.RoomOf(0).Peers[0].Media.Publications, p => p.Id == video.Id).Layers[0].IsUsed);

        // And it begins again.
        var again = bob.Subscribe(video);
        meeting.RunSeconds(2);
        Assert.True(again.Packets.Count > 100);
    }

    [Fact]
    public void A_peer_that_moves_to_another_room_is_seen_there_on_both_loops()
    {
        using var meeting = new Meeting(2009, loops: 2);
        var (alice, bob) = (meeting.Join(), meeting.Join(loop: 1));
        var video = alice.PublishVideo();
        var first = bob.Subscribe(video);
        meeting.RunSeconds(1);
        var whole = new object();
        var rooms = new[] { 0, 1 }.Select(loop => new Sfu.Routing.Room(meeting.Events.Add) { Whole = whole, Loop = loop }).ToArray();
        for (var loop = 0; loop < 2; loop++)
        {
            meeting.SfuOf(loop).Core.OpenRoom(rooms[loop]);
        }

        meeting.Core.MovePeer(alice.Id, rooms[0], meeting.Now);
        meeting.RunSeconds(0.5);
        var count = first.Packets.Count;
        var refused = bob.Subscribe(video);
        meeting.RunSeconds(1);
        Assert.Equal(count, first.Packets.Count);
        Assert.Empty(refused.Packets);
        Assert.Equal(0, meeting.SfuOf(1).Core.Relays!.Replicas);

        // Somebody who is not in that room may be forwarded its tracks when that is said.
        var elsewhere = bob.Subscribe(video, isElsewhere: true);
        meeting.RunSeconds(1);
        Assert.True(elsewhere.Packets.Count > 30);

        meeting.SfuOf(1).Core.MovePeer(bob.Id, rooms[1], meeting.Now);
        meeting.RunSeconds(0.2);
        var here = bob.Subscribe(video);
        meeting.RunSeconds(1);
        Assert.True(here.Packets.Count > 30);
        Assert.Equal(1, meeting.SfuOf(1).Core.Relays!.Replicas);
    }

    [Fact]
    public void A_loop_that_stands_still_costs_others_nothing_and_goes_on_with_a_key_frame()
    {
        using var meeting = new Meeting(2010, loops: 2);
        var (alice, near, far) = (meeting.Join(), meeting.Join(), meeting.Join(loop: 1));
        var video = alice.PublishVideo();
        (video.PacketsInFrame, video.PacketLength) = (60, 1_100);
        var (here, there) = (near.Subscribe(video), far.Subscribe(video));
        (here.SendsNacks, there.SendsNacks) = (false, false);
        meeting.RunSeconds(1);
        meeting.SfuOf(1).IsStuck = true;
        meeting.RunSeconds(8);
        Assert.True(meeting.Core.Counters.Dropped(DropReason.RelayFull) > 100);
        Assert.InRange(meeting.Core.Relays!.Memory, 1, Sfu.Relaying.RelayChannel.LargestRing);
        Assert.Empty(here.Missing());
        var (count, keyFrames) = (there.Packets.Count, video.KeyFramesSent);
        meeting.SfuOf(1).IsStuck = false;
        meeting.RunSeconds(3);
        Assert.True(there.Packets.Count > count + 1_000);
        Assert.True(video.KeyFramesSent > keyFrames);
    }
}
