using Visio.Rtc.Rtcp;
using Visio.Rtc.Units;

namespace Visio.Sfu.Tests.Allocation;

/// <summary>Meetings in which the link to one peer says how much it carries.</summary>
public sealed class PeerAllocationTests
{
    [Fact]
    public void A_link_that_carries_less_gets_the_next_layer_without_a_gap_and_one_that_carries_more_again_the_best()
    {
        using var meeting = new Meeting(701);
        var (alice, bob, eve) = (meeting.Join(), meeting.Join(), meeting.Join());
        var layers = PublishCamera(alice);
        var (receiver, other) = (bob.Subscribe(layers[0]), eve.Subscribe(layers[0]));
        meeting.RunSeconds(3);
        Assert.EndsWith("fff", receiver.Rids);

        // f takes 640 kbit/s, h 340.
        Estimate(meeting, bob, 500_000);
        meeting.RunSeconds(2);
        Assert.EndsWith("hhh", receiver.Rids);

        Estimate(meeting, bob, 3_000_000);
        meeting.RunSeconds(1);
        Assert.EndsWith("hhh", receiver.Rids);
        meeting.RunSeconds(2);
        Assert.Matches("^[qh]*f+h+f+$", receiver.Rids);
        Assert.Empty(receiver.Missing());

        // The one changes to the other with the next frame, and nobody else notices.
        var running = receiver.Packets.Where(p => p.Marker).Select(p => p.Timestamp).ToArray();
        Assert.All(running.Zip(running.Skip(1)), pair => Assert.InRange(pair.Second - pair.First, 1u, 2 * 3600u));
        Assert.Matches("^[qh]*f+$", other.Rids);
    }

    [Fact]
    public void Pictures_are_thinned_out_at_once_while_the_smaller_layer_has_not_begun()
    {
        using var meeting = new Meeting(702);
        var (alice, bob) = (meeting.Join(), meeting.Join());
        var layers = PublishCamera(alice);
        Array.ForEach(layers, l => l.HasTemporalLayers = true);
        var receiver = bob.Subscribe(layers[0]);
        meeting.RunSeconds(3);

        // No key frame of the smaller layer comes: requests are lost.
        alice.Host.Downlink = new() { Loss = 1 };
        Estimate(meeting, bob, 250_000);
        meeting.RunSeconds(0.2);
        var before = receiver.Packets.Count(p => p.Marker);
        meeting.RunSeconds(2);
        var frames = receiver.Packets.Skip(1).Count(p => p.Marker) - before;
        Assert.EndsWith("fff", receiver.Rids);
        Assert.InRange(frames, 8, 16);

        alice.Host.Downlink = new();
        meeting.RunSeconds(2);
        Assert.EndsWith("hhh", receiver.Rids);
    }

    [Fact]
    public void A_shared_screen_is_sharp_before_anybody_has_a_face_and_what_is_paused_is_told_both_ways()
    {
        using var meeting = new Meeting(703);
        var (alice, bob) = (meeting.Join(), meeting.Join());
        var audio = alice.PublishAudio();
        var (_, screen) = alice.PublishSimulcast(isScreen: true, "s", "t");
        (screen[0].IsSending, screen[1].IsSending, screen[0].PacketLength, screen[0].HasTemporalLayers) = (true, true, 1000, true);
        var camera = PublishCamera(alice);
        var (sound, page, face) = (bob.Subscribe(audio), bob.Subscribe(screen[0]), bob.Subscribe(camera[0]));
        meeting.RunSeconds(3);
        Assert.EndsWith("sss", page.Rids);
        Assert.EndsWith("fff", face.Rids);

        // The page takes 650 kbit/s, a quarter of its pictures 160 kbit/s.
        Estimate(meeting, bob, 260_000);
        meeting.RunSeconds(1);
        var (faces, sounds) = (face.Count, sound.Count);
        meeting.RunSeconds(2);
        Assert.EndsWith("sss", page.Rids);
        Assert.InRange(face.Count - faces, 0, 0);
        Assert.InRange(sound.Count - sounds, 98, 102);
        Assert.Equal([new(face.Id, true)], States(meeting, bob));

        Estimate(meeting, bob, 5_000_000);
        meeting.RunSeconds(8);
        Assert.EndsWith("fff", face.Rids);
        Assert.Equal([new(face.Id, true), new(face.Id, false)], States(meeting, bob));
    }

    [Fact]
    public void Who_does_not_take_pauses_gets_the_smallest_layer_in_any_case()
    {
        using var meeting = new Meeting(704);
        var (alice, bob) = (meeting.Join(), meeting.Join(mayPause: false));
        var layers = PublishCamera(alice);
        var receiver = bob.Subscribe(layers[0]);
        meeting.RunSeconds(3);

        Estimate(meeting, bob, 10_000);
        meeting.RunSeconds(3);

        Assert.EndsWith("qqq", receiver.Rids);
        Assert.Empty(States(meeting, bob));
    }

    [Fact]
    public void Who_speaks_is_large_and_who_was_chosen_by_the_subscriber_even_more_so()
    {
        using var meeting = new Meeting(705);
        var (alice, bob, eve) = (meeting.Join(), meeting.Join(), meeting.Join());
        var (hers, his) = (alice.PublishAudio(level: 127), bob.PublishAudio(level: 20));
        var (first, second) = (eve.Subscribe(PublishCamera(alice)[0]), eve.Subscribe(PublishCamera(bob)[0]));
        meeting.RunSeconds(3);
        Estimate(meeting, eve, 1_100_000);
        meeting.RunSeconds(3);
        Assert.EndsWith("hh", first.Rids);
        Assert.EndsWith("ff", second.Rids);

        (hers.IsSending, his.IsSending) = (true, false);
        alice.PublishAudio(level: 10);
        meeting.RunSeconds(4);
        Assert.EndsWith("ff", first.Rids);
        Assert.EndsWith("hh", second.Rids);

        meeting.Core.SetPriority(second.Id, 200, meeting.Now);
        meeting.RunSeconds(3);
        Assert.EndsWith("hh", first.Rids);
        Assert.EndsWith("ff", second.Rids);
    }

    [Fact]
    public void What_the_subscriber_hides_while_it_is_paused_is_paused_no_more()
    {
        using var meeting = new Meeting(706);
        var (alice, bob) = (meeting.Join(), meeting.Join());
        var receiver = bob.Subscribe(PublishCamera(alice)[0]);
        meeting.RunSeconds(3);
        Estimate(meeting, bob, 10_000);
        meeting.RunSeconds(1);
        meeting.Core.SetPaused(receiver.Id, paused: true, meeting.Now);
        meeting.RunSeconds(1);
        Assert.Equal([new(receiver.Id, true), new(receiver.Id, false)], States(meeting, bob));
        Assert.Equal(1, meeting.Core.Counters.StreamsPaused);
    }

    /// <summary>Three sizes: 640 kbit/s, 340 kbit/s and 160 kbit/s.</summary>
    private static TrackSource[] PublishCamera(Participant participant)
    {
        var (_, layers) = participant.PublishSimulcast("f", "h", "q");
        Array.ForEach(layers, l => l.IsSending = true);
        (layers[0].PacketLength, layers[1].PacketLength, layers[2].PacketLength) = (1000, 500, 200);
        layers[0].StepsPerFrame = 2;
        return layers;
    }

    private static void Estimate(Meeting meeting, Participant participant, long bitsPerSecond)
    {
        Span<byte> buffer = stackalloc byte[100];
        var writer = new RtcpWriter(buffer);
        Assert.True(writer.TryWrite(1, new Bitrate(bitsPerSecond), []));
        participant.Peer.SendRtcp(writer.Written);
        meeting.RunSeconds(0.02);
    }

    private static IEnumerable<StreamState> States(Meeting meeting, Participant participant) =>
        meeting.Events.OfType<MediaEvent.StreamStatesChanged>().Where(e => e.Peer == participant.Id).SelectMany(e => e.Streams);
}
