using System.Buffers.Binary;
using Visio.Rtc.Rtcp;
using Visio.Rtc.Units;
using Visio.Sfu.Tests.Networks;
using Visio.Testing;

namespace Visio.Sfu.Tests.Routing;

/// <summary>What is sent to a peer whose link shows a limit: numbers, reports, the pace, and probes.</summary>
public sealed class CongestionTests
{
    [Fact]
    public void Every_packet_to_a_peer_carries_the_next_number_of_its_transport_sound_and_repairs_too()
    {
        using var meeting = new Meeting(801);
        var (alice, bob) = (meeting.Join(), meeting.Join(new() { Loss = 0.05 }, reportsArrivals: true));
        var (sound, picture) = (bob.Subscribe(alice.PublishAudio()), bob.Subscribe(alice.PublishVideo()));
        meeting.RunSeconds(5);

        Assert.InRange(picture.Repairs, 5, 1000);
        Assert.InRange(sound.Count, 200, 260);

        // Sound that is sent again has no stream of its own, and comes with the number it had.
        var numbers = bob.TransportNumbers.Distinct().Order().ToArray();
        Assert.All(numbers.Zip(numbers.Skip(1)), pair => Assert.InRange(pair.Second - pair.First, 1, 10));
        Assert.InRange(numbers.Length / (numbers[^1] - numbers[0] + 1.0), 0.9, 0.99);

        var session = Session(meeting, bob);
        Assert.NotNull(session.Estimate.RoundTripTime);
    }

    [Fact]
    public void A_link_that_lacks_nothing_shows_no_limit_and_gets_no_padding()
    {
        using var meeting = new Meeting(802);
        var (alice, bob) = (meeting.Join(), meeting.Join(new() { Delay = TimeSpan.FromMilliseconds(20), Jitter = TimeSpan.FromMilliseconds(5) }, reportsArrivals: true));
        var receiver = bob.Subscribe(alice.PublishVideo());
        meeting.RunSeconds(20);

        Assert.False(Session(meeting, bob).Estimate.IsKnown);
        Assert.Equal(0, receiver.Paddings);
        Assert.InRange(Session(meeting, bob).RoundTripTime.TotalMilliseconds, 35, 110);
    }

    [Fact]
    public void A_peer_whose_reports_come_does_not_wake_the_loop_because_they_might_not()
    {
        using var meeting = new Meeting(815);
        var (alice, bob) = (meeting.Join(), meeting.Join(reportsArrivals: true));
        bob.Subscribe(alice.PublishAudio());
        meeting.RunSeconds(5);
        var before = meeting.Sfu.TimersFired;
        meeting.RunSeconds(20);

        // Who speaks twice a second, and once Alice's reports, with which Bob's leave.
        Assert.InRange(meeting.Sfu.TimersFired - before, 55, 65);
    }

    [Fact]
    public void Sound_comes_through_whole_and_soon_on_a_link_that_carries_half_of_what_is_wanted()
    {
        using var meeting = new Meeting(803);
        var link = new LinkConditions { Delay = TimeSpan.FromMilliseconds(20), Bandwidth = new(400_000), MaxQueue = TimeSpan.FromMilliseconds(500) };
        var (alice, bob) = (meeting.Join(), meeting.Join(link, reportsArrivals: true));
        var (_, layers) = alice.PublishSimulcast("f", "h", "q");
        Array.ForEach(layers, l => (l.IsSending, l.PacketLength) = (true, 800 >> l.Options.Rids.ToList().IndexOf(l.Rid!)));
        var (sound, picture) = (bob.Subscribe(alice.PublishAudio()), bob.Subscribe(layers[0]));
        meeting.RunSeconds(8);
        var estimate = Session(meeting, bob).Estimate;
        Assert.True(estimate.IsKnown);
        var (sounds, pictures) = (sound.Count, picture.Count);
        meeting.RunSeconds(10);

        // An estimate is up to 1.5 times what arrives, where no more is sent.
        Assert.InRange(estimate.Target.BitsPerSecond, 200_000, 560_000);
        Assert.InRange(sound.Count - sounds, 490, 501);
        Assert.InRange(picture.Count - pictures, 100, 2000);
        Assert.InRange(estimate.QueueDelay.TotalMilliseconds, 0, 150);
    }

    /// <summary>A policer of 64 kbit/s: no queue tells of it, and what arrives is less than what is taken for speech alone.</summary>
    [Theory]
    [InlineData(2, 200)]
    [InlineData(2, 800)]
    [InlineData(6, 800)]
    [InlineData(12, 400)]
    [InlineData(10, 300)]
    [InlineData(4, 150)]
    public void A_link_that_drops_what_is_more_than_speech_is_left_to_speech(int stepsPerFrame, int packetLength)
    {
        using var meeting = new Meeting(807);
        var (alice, bob) = (meeting.Join(), meeting.Join(reportsArrivals: true));
        var (voice, camera) = (alice.PublishAudio(), alice.PublishVideo());
        (camera.PacketLength, camera.StepsPerFrame, camera.HasLongKeyFrames) = (packetLength, stepsPerFrame, true);
        var (sound, picture) = (bob.Subscribe(voice), bob.Subscribe(camera));
        meeting.RunSeconds(5);
        bob.Host.Downlink = new() { Bandwidth = new(64_000), MaxQueue = TimeSpan.FromSeconds(1), IsPoliced = true };
        meeting.RunSeconds(6);
        Assert.Contains(meeting.Events.OfType<MediaEvent.StreamStatesChanged>(), e => e.Streams.Contains(new(picture.Id, IsPaused: true)));
        var sounds = sound.Count;
        meeting.RunSeconds(14);
        Assert.InRange(sound.Count - sounds, 0.7 * 14 * 50, 701);

        bob.Host.Downlink = LinkConditions.Perfect;
        meeting.RunSeconds(8);
        var pictures = picture.Count;
        meeting.RunSeconds(5);
        Assert.InRange(picture.Count - pictures, 15, 1000);
    }

    /// <summary>The same for other voices and cameras: pictures go soon, and they are back soon.</summary>
    [Theory]
    [InlineData(60, 4, 150)]
    [InlineData(60, 12, 500)]
    [InlineData(80, 6, 800)]
    [InlineData(130, 2, 300)]
    [InlineData(130, 4, 500)]
    [InlineData(130, 6, 800)]
    public void Pictures_come_back_when_such_a_link_is_good_again(int voiceLength, int stepsPerFrame, int packetLength)
    {
        for (var seed = 820; seed < 825; seed++)
        {
            using var meeting = new Meeting(seed);
            var (alice, bob) = (meeting.Join(), meeting.Join(reportsArrivals: true));
            var (voice, camera) = (alice.PublishAudio(), alice.PublishVideo());
            (voice.PacketLength, camera.PacketLength, camera.StepsPerFrame, camera.HasLongKeyFrames) = (voiceLength, packetLength, stepsPerFrame, true);
            bob.Subscribe(voice);
            var picture = bob.Subscribe(camera);
            meeting.RunSeconds(5);
            bob.Host.Downlink = new() { Bandwidth = new(64_000), MaxQueue = TimeSpan.FromSeconds(1), IsPoliced = true };
            AssertPaused(meeting, picture.Id, true, 20);

            meeting.RunSeconds(seed - 819);
            bob.Host.Downlink = LinkConditions.Perfect;
            AssertPaused(meeting, picture.Id, false, 10);
        }
    }

    /// <summary>A voice, and a camera in two sizes of which the smaller in its lowest rate is more than the rest of the link.</summary>
    [Theory]
    [InlineData(80, 0)]
    [InlineData(95, 20)]
    [InlineData(115, 0)]
    [InlineData(115, 60)]
    [InlineData(125, 5)]
    public void Pictures_that_cost_a_voice_its_packets_are_paused(int voiceLength, int jitterMilliseconds)
    {
        for (var seed = 830; seed < 836; seed++)
        {
            using var meeting = new Meeting(seed);
            meeting.Sfu.Batches = true;
            var (alice, bob) = (meeting.Join(), meeting.Join());
            var voice = alice.PublishAudio();
            voice.PacketLength = voiceLength;
            var (_, layers) = alice.PublishSimulcast("h", "q");
            (layers[0].PacketsInFrame, layers[0].PacketLength, layers[1].PacketsInFrame, layers[1].PacketLength) = (3, 740, 1, 550);
            Array.ForEach(layers, l => (l.HasTemporalLayers, l.HasLongKeyFrames, l.IsSending) = (true, true, true));
            meeting.RunSeconds(1);
            var good = new LinkConditions { Jitter = TimeSpan.FromMilliseconds(jitterMilliseconds), KeepsOrder = true };
            bob.Host.Uplink = bob.Host.Downlink = good;
            var viewer = new Viewer(meeting, bob, voice, layers[0], takesRedundancy: true);
            meeting.RunSeconds(10);
            bob.Host.Downlink = good with { Bandwidth = new(65_500), MaxQueue = TimeSpan.FromSeconds(1), IsPoliced = true };

            AssertPaused(meeting, viewer.PicturesId, true, 10);
        }
    }

    [Fact]
    public void A_key_frame_leaves_at_the_pace_in_its_order_and_sound_overtakes_it()
    {
        using var meeting = new Meeting(804);
        var (alice, bob) = (meeting.Join(), meeting.Join(mayPause: false));
        var video = alice.PublishVideo();
        video.PacketLength = 1000;
        var (sound, picture) = (bob.Subscribe(alice.PublishAudio()), bob.Subscribe(video));
        meeting.RunSeconds(1);
        LimitTo(meeting, bob, picture, 400_000);
        meeting.RunSeconds(1);

        // A hundred packets at once: at a megabit per second that takes 0.8 s.
        video.PacketsInFrame = 100;
        meeting.RunSeconds(0.04);
        video.PacketsInFrame = 1;
        video.PacketLength = 100;
        var before = sound.Count;
        Assert.InRange(Session(meeting, bob).Paced.Count, 40, 100);
        meeting.RunSeconds(0.4);
        Assert.InRange(sound.Count - before, 18, 22);
        Assert.InRange(Session(meeting, bob).Paced.Count, 20, 90);
        meeting.RunSeconds(1.5);

        Assert.Equal(0, Session(meeting, bob).Paced.Count);
        Assert.Empty(picture.Missing());
        Assert.Equal(0, picture.Repairs);
    }

    [Fact]
    public void What_has_waited_for_two_seconds_is_given_up_for_a_key_frame()
    {
        using var meeting = new Meeting(805);
        var (alice, bob) = (meeting.Join(mayPause: false), meeting.Join(mayPause: false));
        var video = alice.PublishVideo();
        (video.PacketLength, video.PacketsInFrame) = (1000, 3);
        var picture = bob.Subscribe(video);
        meeting.RunSeconds(1);

        // 600 kbit/s, where 125 leave.
        LimitTo(meeting, bob, picture, 50_000);
        var asked = meeting.Core.Counters.KeyFramesRequested;
        meeting.RunSeconds(4);

        var paced = Session(meeting, bob).Paced;
        Assert.InRange(paced.Abandoned, 50, 1000);
        Assert.InRange(paced.Count, 0, 200);
        Assert.InRange(meeting.Core.Counters.KeyFramesRequested, asked + 1, asked + 8);
        Assert.Equal(0, meeting.Core.Counters.PeersCrashed);
    }

    [Fact]
    public void Without_a_stream_for_repairs_a_packet_is_sent_again_to_the_very_byte()
    {
        using var meeting = new Meeting(806);
        var (alice, bob) = (meeting.Join(), meeting.Join(reportsArrivals: true));
        var receiver = bob.Subscribe(alice.PublishAudio());
        receiver.SendsNacks = false;
        var copies = new Dictionary<ushort, List<byte[]>>();
        meeting.Network.OnArrival = (datagram, _, to) =>
        {
            if (to == bob.Host.Address && BinaryPrimitives.ReadUInt32BigEndian(datagram[8..]) == receiver.Options.Ssrc)
            {
                var number = BinaryPrimitives.ReadUInt16BigEndian(datagram[2..]);
                copies.TryAdd(number, []);
                copies[number].Add(datagram.ToArray());
            }
        };
        meeting.RunSeconds(1);
        var numbers = copies.Keys.TakeLast(5).ToArray();
        Span<byte> buffer = stackalloc byte[64];
        var writer = new RtcpWriter(buffer);
        writer.TryWriteNack(1, receiver.Options.Ssrc, numbers);
        bob.Peer.SendRtcp(writer.Written);
        meeting.RunSeconds(0.5);

        foreach (var number in numbers)
        {
            Assert.Equal(2, copies[number].Count);
            Assert.Equal(copies[number][0], copies[number][1]);
        }
    }

    private static Visio.Sfu.Routing.PeerSession Session(Meeting meeting, Participant participant) =>
        meeting.Room.Peers.Single(p => p.Id == participant.Id);

    // The subscriber was told so within some seconds.
    private static void AssertPaused(Meeting meeting, SubscriptionId subscription, bool isPaused, double seconds)
    {
        var end = meeting.Now + TimeSpan.FromSeconds(seconds);
        while (meeting.Events.OfType<MediaEvent.StreamStatesChanged>().SelectMany(e => e.Streams).LastOrDefault(s => s.Subscription == subscription).IsPaused != isPaused)
        {
            Assert.True(meeting.Now < end, $"paused is not {isPaused} after {seconds} s");
            meeting.RunSeconds(0.1);
        }
    }

    private static void LimitTo(Meeting meeting, Participant participant, TrackReceiver receiver, long rate)
    {
        Span<byte> buffer = stackalloc byte[64];
        var writer = new RtcpWriter(buffer);
        writer.TryWrite(1, new Bitrate(rate), [receiver.Options.Ssrc]);
        participant.Peer.SendRtcp(writer.Written);
        meeting.RunSeconds(0.1);
        Assert.Equal(rate, Session(meeting, participant).Estimate.Target.BitsPerSecond, 1000.0);
    }
}
