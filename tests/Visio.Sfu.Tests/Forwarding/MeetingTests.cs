using Visio.Testing;

namespace Visio.Sfu.Tests.Forwarding;

public sealed class MeetingTests
{
    [Fact]
    public void Two_peers_hear_each_other()
    {
        using var meeting = new Meeting(1);
        var (alice, bob) = (meeting.Join(), meeting.Join());
        var (fromAlice, fromBob) = (alice.PublishAudio(level: 17), bob.PublishAudio(level: 33));
        var atBob = bob.Subscribe(fromAlice);
        var atAlice = alice.Subscribe(fromBob);

        meeting.RunSeconds(2);

        foreach (var (receiver, level) in new[] { (atBob, 17), (atAlice, 33) })
        {
            Assert.InRange(receiver.Count, 95, 100);
            Assert.Empty(receiver.Missing());
            Assert.Equal(Enumerable.Range(0, receiver.Count), receiver.Packets.Select(p => p.Running));
            Assert.All(receiver.Packets, p => Assert.Equal((byte)(0x80 | level), p.Level));
            AssertSteps(receiver, 960);
        }

        Assert.Contains(new MediaEvent.PublicationStarted(fromAlice.Id), meeting.Events);
        Assert.True(fromAlice.ReceiverReports >= 1);
        Assert.True(fromAlice.TransportFeedbacks >= 3);
    }

    [Fact]
    public void A_late_subscriber_begins_with_a_key_frame_that_was_asked_for()
    {
        using var meeting = new Meeting(2);
        var alice = meeting.Join();
        var video = alice.PublishVideo();
        meeting.RunSeconds(1);
        Assert.Equal(0, video.PictureLossIndications);

        var receivers = Enumerable.Range(0, 3).Select(_ => meeting.Join().Subscribe(video)).ToList();
        meeting.RunSeconds(1);

        // Three subscribers, one question.
        Assert.Equal(1, video.PictureLossIndications);
        foreach (var receiver in receivers)
        {
            var first = receiver.Packets.First();
            Assert.True(first.Vp8.IsKeyFrameStart);
            Assert.True(first.Running > 20);
            AssertWholeFrames(receiver);
        }
    }

    [Fact]
    public void A_key_frame_is_asked_for_until_one_comes()
    {
        using var meeting = new Meeting(3);
        var (alice, bob) = (meeting.Join(), meeting.Join());
        var video = alice.PublishVideo();
        meeting.RunSeconds(0.5);
        alice.Host.Downlink = new() { Loss = 1 };
        var receiver = bob.Subscribe(video);
        meeting.RunSeconds(2);
        Assert.Equal(0, receiver.Count);

        alice.Host.Downlink = LinkConditions.Perfect;
        meeting.RunSeconds(1);

        Assert.True(receiver.Packets.First().Vp8.IsKeyFrameStart);
    }

    [Fact]
    public void A_key_frame_that_came_before_the_subscriber_was_connected_is_asked_for_again()
    {
        using var meeting = new Meeting(4);
        var video = meeting.Join().PublishVideo();
        meeting.RunSeconds(1);
        var bob = meeting.Enter(new() { Loss = 1 });
        var receiver = bob.Subscribe(video);
        meeting.RunSeconds(2);
        Assert.Equal((1, 0), (video.PictureLossIndications, receiver.Count));

        bob.Host.Uplink = bob.Host.Downlink = LinkConditions.Perfect;
        meeting.RunSeconds(2);

        Assert.Equal(2, video.PictureLossIndications);
        Assert.True(receiver.Packets.First().Vp8.IsKeyFrameStart);
    }

    [Fact]
    public void Subscribers_that_ask_for_key_frames_all_the_time_get_them_ever_more_rarely()
    {
        using var meeting = new Meeting(4);
        var (alice, bob) = (meeting.Join(), meeting.Join());
        var video = alice.PublishVideo();
        var receiver = bob.Subscribe(video);
        for (var i = 0; i < 500; i++)
        {
            meeting.RunSeconds(0.02);
            receiver.RequestKeyFrame(bob.Peer);
        }

        // At once, and half a second, one, two and four seconds after the one before.
        Assert.InRange(video.PictureLossIndications, 4, 6);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Losses_on_both_ways_are_mended(bool rtx)
    {
        using var meeting = new Meeting(5);
        var link = new LinkConditions { Loss = 0.05, Delay = TimeSpan.FromMilliseconds(15) };
        var (alice, bob) = (meeting.Join(link), meeting.Join(link));
        var video = alice.PublishVideo(rtx);
        var receiver = bob.Subscribe(video, rtx);

        meeting.RunSeconds(20);
        alice.Host.Uplink = bob.Host.Downlink = new() { Delay = TimeSpan.FromMilliseconds(15) };
        meeting.RunSeconds(1);

        Assert.True(video.Nacks > 20, $"{video.Nacks} packets were asked of the publisher");
        Assert.True(meeting.Core.Counters.PacketsRetransmitted > 20);
        Assert.True(!rtx || receiver.Repairs > 20);

        // 1,500 packets: what three repetitions under 5 % loss cannot mend is next to nothing.
        Assert.True(receiver.Count > 1400);
        Assert.InRange(receiver.Missing().Count(), 0, 2);
    }

    [Fact]
    public void A_call_goes_on_when_a_peer_gets_another_address()
    {
        using var meeting = new Meeting(6);
        var (alice, bob) = (meeting.Join(), meeting.Join());
        var audio = alice.PublishAudio();
        var receiver = bob.Subscribe(audio);
        meeting.RunSeconds(2);
        var before = receiver.Count;

        alice.Host.Address = Rtc.TransportAddress.FromIPv4(0x0A0200FF, 1234);
        bob.Host.Address = Rtc.TransportAddress.FromIPv4(0x0A0200FE, 1234);
        meeting.RunSeconds(10);
        var after = receiver.Count;
        meeting.RunSeconds(2);

        Assert.True(after > before + 100, $"{before} packets before, {after} after");
        Assert.InRange(receiver.Count - after, 95, 105);
    }

    [Fact]
    public void A_muted_track_is_silent_and_goes_on_without_a_gap()
    {
        using var meeting = new Meeting(7);
        var (alice, bob) = (meeting.Join(), meeting.Join());
        var (audio, video) = (alice.PublishAudio(), alice.PublishVideo());
        var (sound, pictures) = (bob.Subscribe(audio), bob.Subscribe(video));
        meeting.RunSeconds(1);

        meeting.Core.SetMuted(audio.Id, muted: true, meeting.Now);
        meeting.Core.SetMuted(video.Id, muted: true, meeting.Now);
        var (soundBefore, picturesBefore) = (sound.Count, pictures.Count);
        meeting.RunSeconds(1);
        Assert.Equal((soundBefore, picturesBefore), (sound.Count, pictures.Count));

        meeting.Core.SetMuted(audio.Id, muted: false, meeting.Now);
        meeting.Core.SetMuted(video.Id, muted: false, meeting.Now);
        meeting.RunSeconds(1);

        AssertContinues(sound, soundBefore, 960);
        AssertContinues(pictures, picturesBefore, 3600);
        Assert.True(pictures.Packets.ElementAt(picturesBefore).Vp8.IsKeyFrameStart);
        AssertWholeFrames(pictures);
    }

    [Fact]
    public void A_paused_subscription_goes_on_without_a_gap_while_others_never_notice()
    {
        using var meeting = new Meeting(8);
        var (alice, bob, carol) = (meeting.Join(), meeting.Join(), meeting.Join());
        var video = alice.PublishVideo();
        var (atBob, atCarol) = (bob.Subscribe(video), carol.Subscribe(video));
        meeting.RunSeconds(1);
        var before = atBob.Count;

        meeting.Core.SetPaused(atBob.Id, paused: true, meeting.Now);
        meeting.RunSeconds(1);
        Assert.Equal(before, atBob.Count);
        meeting.Core.SetPaused(atBob.Id, paused: false, meeting.Now);
        meeting.RunSeconds(1);

        AssertContinues(atBob, before, 3600);
        AssertWholeFrames(atBob);
        Assert.Equal(video.Count * TrackSource.PacketsPerFrame, atCarol.Count);
        AssertWholeFrames(atCarol);
    }

    [Fact]
    public void Padding_leaves_no_holes()
    {
        using var meeting = new Meeting(9);
        var (alice, bob) = (meeting.Join(), meeting.Join());
        var video = alice.PublishVideo();
        var receiver = bob.Subscribe(video);
        for (var i = 0; i < 20; i++)
        {
            meeting.RunSeconds(0.1);
            video.SendPadding(3);
        }

        meeting.RunSeconds(0.2);

        Assert.Empty(receiver.Missing());
        AssertWholeFrames(receiver);
        Assert.True(meeting.Core.Counters.Dropped(Rtc.DropReason.RtpPaddingOnly) >= 57);
    }

    [Fact]
    public void Reordered_and_repeated_packets_arrive_once_and_in_their_places()
    {
        using var meeting = new Meeting(10);
        var alice = meeting.Join(new() { Reordering = 0.1, Duplication = 0.1, ReorderingDelay = TimeSpan.FromMilliseconds(45) });
        var bob = meeting.Join();
        var video = alice.PublishVideo();
        var receiver = bob.Subscribe(video);
        for (var i = 0; i < 20; i++)
        {
            meeting.RunSeconds(0.2);
            video.SendPadding(1);
        }

        meeting.RunSeconds(0.2);

        Assert.Empty(receiver.Missing());
        Assert.Equal(0, receiver.Duplicates);
        AssertWholeFrames(receiver);
    }

    [Fact]
    public void A_publisher_may_change_its_ssrc()
    {
        using var meeting = new Meeting(11);
        var (alice, bob) = (meeting.Join(), meeting.Join());
        var video = alice.PublishVideo();
        video.SendsMid = true;
        var receiver = bob.Subscribe(video);
        meeting.RunSeconds(1);
        var before = receiver.Count;

        video.IsSending = false;
        meeting.RunSeconds(1);
        video.ChangeSsrc(0x777);
        video.IsSending = true;
        meeting.RunSeconds(1);

        AssertContinues(receiver, before, 3600);
        AssertWholeFrames(receiver);
    }

    [Fact]
    public void A_stream_whose_ssrc_was_not_announced_is_found_by_its_mid()
    {
        using var meeting = new Meeting(12);
        var (alice, bob) = (meeting.Join(), meeting.Join());
        var video = alice.PublishVideo(announceSsrc: false);
        video.SendsMid = true;
        var receiver = bob.Subscribe(video);
        meeting.RunSeconds(1);

        Assert.True(receiver.Count > 50);
        AssertWholeFrames(receiver);
    }

    [Fact]
    public void Nothing_is_sent_after_unpublishing_unsubscribing_or_leaving()
    {
        using var meeting = new Meeting(13);
        var (alice, bob, carol) = (meeting.Join(), meeting.Join(), meeting.Join());
        var (audio, video) = (alice.PublishAudio(), alice.PublishVideo());
        var (sound, pictures) = (bob.Subscribe(audio), bob.Subscribe(video));
        var atCarol = carol.Subscribe(audio);
        meeting.RunSeconds(0.5);

        meeting.Core.Unpublish(video.Id);
        meeting.Core.Unsubscribe(atCarol.Id);
        var (picturesBefore, carolBefore) = (pictures.Count, atCarol.Count);
        meeting.RunSeconds(0.5);
        Assert.Equal((picturesBefore, carolBefore), (pictures.Count, atCarol.Count));
        Assert.True(sound.Count > 45);

        meeting.Leave(alice);
        var soundBefore = sound.Count;
        meeting.RunSeconds(0.5);
        Assert.Equal(soundBefore, sound.Count);
        var stats = meeting.Core.Counters.Snapshot();
        Assert.Equal((2, 0, 0), (stats.Peers, stats.Publications, stats.Subscriptions));
    }

    [Fact]
    public void An_ssrc_is_sent_to_a_peer_only_once()
    {
        using var meeting = new Meeting(14);
        var (alice, bob) = (meeting.Join(), meeting.Join());
        var audio = alice.PublishAudio();
        var first = bob.Subscribe(audio);
        meeting.RunSeconds(0.5);
        meeting.Core.Unsubscribe(first.Id);
        var before = first.Count;

        meeting.Core.Subscribe(bob.Id, new(9999), audio.Id, first.Options, default, meeting.Now);
        meeting.RunSeconds(0.5);

        Assert.Equal(before, first.Count);
        Assert.Equal(0, meeting.Core.Counters.Subscriptions);
    }

    private static void AssertSteps(TrackReceiver receiver, uint step)
    {
        var packets = receiver.Packets.ToList();
        for (var i = 1; i < packets.Count; i++)
        {
            Assert.Equal(step, packets[i].Timestamp - packets[i - 1].Timestamp);
        }
    }

    /// <summary>Checks numbers, time and picture ids over a pause after the first <paramref name="before"/> packets.</summary>
    private static void AssertContinues(TrackReceiver receiver, int before, uint step)
    {
        var packets = receiver.Packets.ToList();
        Assert.True(packets.Count > before + 10, $"{packets.Count} packets, {before} of them before");
        Assert.Empty(receiver.Missing());
        var (last, next) = (packets[before - 1], packets[before]);

        // About a second has passed, and the stream's clock shows it: browsers play by it.
        var elapsed = (double)(next.Timestamp - last.Timestamp) / step * (step == 960 ? 0.02 : 0.04);
        Assert.InRange(elapsed, 0.9, 1.3);
        if (next.Vp8.Length > 0)
        {
            Assert.Equal((last.Vp8.PictureId + 1) & 0x7FFF, next.Vp8.PictureId);
            Assert.Equal((last.Vp8.BaseLayerIndex + 1) & 0xFF, next.Vp8.BaseLayerIndex);
        }
    }

    /// <summary>Checks that frames are whole and that picture ids count them.</summary>
    private static void AssertWholeFrames(TrackReceiver receiver)
    {
        var frames = receiver.Packets.Where(p => p.Running >= 0).GroupBy(p => p.Running).OrderBy(g => g.Key).ToList();
        Assert.True(frames.Count > 10);
        int? previous = null;
        foreach (var frame in frames.SkipLast(1))
        {
            Assert.Equal(TrackSource.PacketsPerFrame, frame.Count());
            Assert.Single(frame.Select(p => p.Timestamp).Distinct());
            Assert.Single(frame, p => p.Marker);
            var pictureId = Assert.Single(frame.Select(p => p.Vp8.PictureId).Distinct());
            Assert.True(previous is null || pictureId == ((previous + 1) & 0x7FFF), $"picture {pictureId} after {previous}");
            previous = pictureId;
        }
    }
}
