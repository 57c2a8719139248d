namespace Visio.Sfu.Tests.Forwarding;

public sealed class MeasurementTests
{
    [Fact]
    public void Loss_is_measured_where_it_happens_and_from_one_question_to_the_next()
    {
        using var meeting = new Meeting(41);
        var (alice, bob) = (meeting.Join(), meeting.Join());
        var audio = alice.PublishAudio();
        var receiver = bob.Subscribe(audio);
        meeting.RunSeconds(3);
        Measure(meeting);

        alice.Host.Uplink = new() { Loss = 0.2 };
        meeting.RunSeconds(4);
        var lossy = Measure(meeting);
        Assert.InRange(lossy.Publications[audio.Id].Packets, 190, 205);
        Assert.InRange(lossy.Publications[audio.Id].Lost, 20, 60);

        alice.Host.Uplink = new();
        meeting.RunSeconds(4);
        var clean = Measure(meeting);
        Assert.InRange(clean.Publications[audio.Id].Packets, 190, 215);
        Assert.InRange(clean.Publications[audio.Id].Lost, 0, 5);

        // Nobody answers for a track that nobody is sent.
        meeting.Core.SetPaused(receiver.Id, true, meeting.Now);
        meeting.RunSeconds(1);
        Assert.Empty(Measure(meeting).Publications);
    }

    [Fact]
    public void What_a_subscriber_reports_is_told_for_its_subscription()
    {
        using var meeting = new Meeting(42);
        var (alice, bob) = (meeting.Join(), meeting.Join());
        var receiver = bob.Subscribe(alice.PublishAudio());
        meeting.RunSeconds(1);
        Assert.Empty(Measure(meeting).Subscriptions);

        receiver.SendReport(bob.Peer, highest: 1000, lost: 10, jitter: 480);
        meeting.RunSeconds(0.1);
        Measure(meeting);
        receiver.SendReport(bob.Peer, highest: 1200, lost: 25, jitter: 960);
        meeting.RunSeconds(0.1);

        var quality = Assert.Single(Measure(meeting).Subscriptions).Value;
        Assert.Equal((200, 15, 20.0, 0), (quality.Packets, quality.Lost, quality.Jitter.TotalMilliseconds, quality.MissingLayers));
        Assert.Empty(Measure(meeting).Subscriptions);
    }

    [Fact]
    public void A_layer_that_stays_away_is_missing_until_it_comes()
    {
        using var meeting = new Meeting(43);
        var (alice, bob) = (meeting.Join(), meeting.Join());
        var (_, layers) = alice.PublishSimulcast("f", "h", "q");
        layers[2].IsSending = true;
        var receiver = bob.Subscribe(layers[0], limit: new(1, 0));
        meeting.RunSeconds(1);
        var missing = new List<int>();
        for (uint i = 1; i < 5; i++)
        {
            receiver.SendReport(bob.Peer, highest: i * 100, lost: 0, jitter: 0);
            meeting.RunSeconds(0.5);
            missing.AddRange(Measure(meeting).Subscriptions.Values.Select(q => q.MissingLayers));
            layers[1].IsSending = i >= 3;
        }

        // The first report is where counting begins.
        Assert.Equal([1, 1, 0], missing);
    }

    [Fact]
    public void Pictures_that_stop_coming_have_stood_still_and_those_that_nobody_wants_have_not()
    {
        using var meeting = new Meeting(44);
        var (alice, bob) = (meeting.Join(), meeting.Join());
        var video = alice.PublishVideo();
        var receiver = bob.Subscribe(video);
        meeting.RunSeconds(3);
        Measure(meeting);

        video.IsSending = false;
        meeting.RunSeconds(1);
        video.IsSending = true;
        meeting.RunSeconds(1);
        receiver.SendReport(bob.Peer, highest: 100, lost: 0, jitter: 0);
        meeting.RunSeconds(0.1);
        var stood = Measure(meeting).Publications[video.Id];
        Assert.Equal(1, stood.Freezes);
        Assert.InRange(stood.Frozen.TotalSeconds, 0.9, 1.2);
        Assert.InRange(stood.Frames, 15, 40);
        Assert.True(stood.Bytes > 1000);

        meeting.Core.SetPaused(receiver.Id, true, meeting.Now);
        meeting.RunSeconds(1);
        meeting.Core.SetPaused(receiver.Id, false, meeting.Now);
        meeting.RunSeconds(2);
        Assert.Equal(0, Measure(meeting).Publications[video.Id].Freezes);
        Assert.Equal(1, meeting.Core.Counters.Snapshot().Quality!.FreezesUp);
    }

    [Fact]
    public void What_was_repaired_was_lost_at_first()
    {
        using var meeting = new Meeting(45);
        var (alice, bob) = (meeting.Join(), meeting.Join());
        var video = alice.PublishVideo();
        bob.Subscribe(video);
        meeting.RunSeconds(2);
        Measure(meeting);

        alice.Host.Uplink = new() { Loss = 0.1 };
        meeting.RunSeconds(5);
        var lossy = Measure(meeting).Publications[video.Id];
        Assert.True(lossy.Repaired > lossy.Packets * 0.05, lossy.ToString());
        Assert.True(lossy.Lost < lossy.Repaired, lossy.ToString());
        var shares = meeting.Core.Counters.Snapshot().Quality!.LossUp;
        Assert.Equal(1, shares.Counts.Skip(shares.Bounds.ToList().IndexOf(0.05)).Sum());
    }

    [Fact]
    public void The_way_of_each_peer_is_told_and_counted_while_its_room_is_open()
    {
        using var meeting = new Meeting(46);
        var alice = meeting.Join();
        meeting.Join();
        meeting.RunSeconds(1);
        var measured = Measure(meeting);
        Assert.Equal(PeerTransport.Udp, measured.Peers[alice.Id].Transport);
        Assert.Null(measured.Peers[alice.Id].Estimate);
        Assert.Equal(2, meeting.Core.Counters.Snapshot().Quality!.Peers[PeerTransport.Udp]);

        meeting.Core.CloseRoom(meeting.Room, meeting.Now);
        Assert.Equal(0, meeting.Core.Counters.Snapshot().Quality!.Peers[PeerTransport.Udp]);
    }

    private static MediaEvent.QualityMeasured Measure(Meeting meeting)
    {
        meeting.Events.Add(meeting.Core.Measure(meeting.Room, meeting.Now));
        return meeting.Events.OfType<MediaEvent.QualityMeasured>().Last();
    }
}
