using Visio.Sfu.Routing;

namespace Visio.Sfu.Tests.Routing;

/// <summary>A peer that goes to another room with its transport.</summary>
public sealed class MovedPeerTests
{
    [Fact]
    public void Its_tracks_go_on_in_the_other_room_and_end_in_the_first()
    {
        using var meeting = new Meeting(77);
        var (alice, bob, cleo) = (meeting.Join(), meeting.Join(), meeting.Join());
        var (audio, video) = (alice.PublishAudio(), alice.PublishVideo());
        var heardByBob = bob.Subscribe(audio);
        var spoken = bob.PublishAudio();
        var heardByAlice = alice.Subscribe(spoken);
        meeting.RunSeconds(1);
        var elsewhere = new List<MediaEvent>();
        var room = new Room(elsewhere.Add);
        meeting.Core.OpenRoom(room);

        meeting.Core.MovePeer(cleo.Id, room, meeting.Now);
        meeting.Core.MovePeer(alice.Id, room, meeting.Now);
        meeting.RunSeconds(0.1);
        var (before, beforeOfAlice) = (heardByBob.Count, heardByAlice.Count);
        var (sound, pictures) = (cleo.Subscribe(audio), cleo.Subscribe(video));
        meeting.RunSeconds(1);

        Assert.True(before > 40 && beforeOfAlice > 40);
        Assert.Equal((before, beforeOfAlice), (heardByBob.Count, heardByAlice.Count));
        Assert.InRange(sound.Count, 48, 51);
        Assert.True(pictures.Count > 20);
        Assert.Empty(sound.Missing());
        Assert.Contains(elsewhere.OfType<MediaEvent.SpeakersChanged>().SelectMany(s => s.Speakers), l => l.Publication == audio.Id && l.Active);

        // Nobody of one room can subscribe to what is in the other, unless that is meant.
        var refused = bob.Subscribe(audio);
        meeting.RunSeconds(0.5);
        Assert.Equal(0, refused.Count);
        var forwarded = bob.Subscribe(video, isElsewhere: true);
        meeting.RunSeconds(1);
        Assert.True(forwarded.Count > 20);
        Assert.Empty(forwarded.Missing());

        meeting.Core.CloseRoom(room, meeting.Now);
        meeting.RunSeconds(0.5);
        Assert.Equal(1, meeting.Core.Counters.Peers);
    }
}
