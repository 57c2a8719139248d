namespace Visio.Sfu.Tests.Routing;

/// <summary>More arrives than the loop handles: pictures are kept back, sound is not, and subscribers are told.</summary>
public sealed class OverloadTests
{
    [Fact]
    public void Pictures_go_before_sound_does_and_come_back()
    {
        using var meeting = new Meeting(870);
        var (alice, bob, carol) = (meeting.Join(), meeting.Join(), meeting.Join(mayPause: false));
        var voice = alice.PublishAudio();
        var (_, layers) = alice.PublishSimulcast("f", "h", "q");
        (layers[0].PacketsInFrame, layers[0].PacketLength) = (7, 1000);
        (layers[1].PacketsInFrame, layers[1].PacketLength) = (3, 740);
        (layers[2].PacketsInFrame, layers[2].PacketLength) = (1, 640);
        Array.ForEach(layers, l => l.IsSending = true);
        var (sound, picture) = (bob.Subscribe(voice), bob.Subscribe(layers[0]));
        var (soundOfOld, pictureOfOld) = (carol.Subscribe(voice), carol.Subscribe(layers[0]));
        Pass(meeting, seconds: 6, isBehind: false);
        var whole = Rate(meeting, picture, isBehind: false);
        Assert.InRange(whole, 150, 200);

        // Half of the cost is the next smaller size, a quarter too.
        Pass(meeting, seconds: 0.3, isBehind: true);
        Pass(meeting, seconds: 2, isBehind: false);
        Assert.InRange(Rate(meeting, picture, isBehind: false), 60, 80);

        var (sounds, soundsOfOld) = (sound.Count, soundOfOld.Count);
        Pass(meeting, seconds: 4, isBehind: true);
        Assert.Equal(4, meeting.Core.Counters.ShedLevel);
        Assert.Equal(0, Rate(meeting, picture, isBehind: true));
        Assert.InRange(Rate(meeting, pictureOfOld, isBehind: true), 20, 26);
        Assert.Equal([new(picture.Id, IsPaused: true)], States(meeting));
        Assert.InRange(sound.Count - sounds, 299, 301);
        Assert.InRange(soundOfOld.Count - soundsOfOld, 299, 301);

        Pass(meeting, seconds: 45, isBehind: false);
        Assert.Equal(0, meeting.Core.Counters.ShedLevel);
        Assert.Equal([new(picture.Id, IsPaused: true), new(picture.Id, IsPaused: false)], States(meeting));
        Assert.InRange(Rate(meeting, picture, isBehind: false), whole * 0.95, whole * 1.05);
        Assert.InRange(Rate(meeting, pictureOfOld, isBehind: false), whole * 0.95, whole * 1.05);
    }

    private static IEnumerable<StreamState> States(Meeting meeting) => meeting.Events.OfType<MediaEvent.StreamStatesChanged>().SelectMany(e => e.Streams);

    // Packets in a second.
    private static double Rate(Meeting meeting, TrackReceiver receiver, bool isBehind)
    {
        var before = receiver.Count;
        Pass(meeting, seconds: 1, isBehind);
        return receiver.Count - before;
    }

    private static void Pass(Meeting meeting, double seconds, bool isBehind)
    {
        for (var end = meeting.Now + TimeSpan.FromSeconds(seconds); meeting.Now < end;)
        {
            meeting.RunSeconds(0.1);
            meeting.Core.ObserveLoad(isBehind, meeting.Now);
        }
    }
}
