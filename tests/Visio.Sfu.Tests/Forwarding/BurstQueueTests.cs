using Visio.Rtc;
using Visio.Rtc.Time;

namespace Visio.Sfu.Tests.Forwarding;

public sealed class BurstQueueTests
{
    private const int Listeners = 4;

    /// <summary>Shorter than sound: reports and keepalives.</summary>
    private const int LeastSound = 130;

    [Fact]
    public void What_several_send_at_once_leaves_for_one_listener_after_the_other_the_longest_first()
    {
        using var meeting = new Meeting(811);
        meeting.Sfu.Batches = true;
        var speakers = Enumerable.Range(0, 3).Select(_ => meeting.Join()).ToArray();
        var sources = speakers.Select(s => s.PublishAudio()).ToArray();
        for (var i = 0; i < sources.Length; i++)
        {
            sources[i].PacketLength = 120 + (20 * i);
        }

        var listeners = Enumerable.Range(0, Listeners).Select(_ => meeting.Join()).ToArray();
        var receivers = listeners.SelectMany(l => sources.Select(s => l.Subscribe(s))).ToArray();
        meeting.RunSeconds(1);

        List<(Instant At, TransportAddress To, int Length)> sent = [];
        meeting.Sfu.Watch = (to, length) => sent.Add((meeting.Now, to, length));
        var before = receivers.Select(r => r.Count).ToArray();
        meeting.RunSeconds(1);

        var turns = sent.Where(s => s.Length > LeastSound).GroupBy(s => s.At).ToList();
        Assert.InRange(turns.Count, 49, 51);
        foreach (var turn in turns)
        {
            var packets = turn.ToList();
            Assert.Equal(sources.Length * Listeners, packets.Count);
            foreach (var toOne in packets.Chunk(sources.Length))
            {
                Assert.Single(toOne.Select(p => p.To).Distinct());
                Assert.Equal(toOne.Select(p => p.Length).OrderDescending(), toOne.Select(p => p.Length));
                Assert.Equal(sources.Length, toOne.Select(p => p.Length).Distinct().Count());
            }
        }

        Assert.All(receivers.Zip(before), r => Assert.InRange(r.First.Count - r.Second, 49, 51));
    }

    [Fact]
    public void What_came_of_a_track_that_ends_in_the_same_turn_harms_nobody()
    {
        using var meeting = new Meeting(812);
        meeting.Sfu.Batches = true;
        var (ending, staying) = (meeting.Join().PublishAudio(), meeting.Join().PublishAudio());
        var listener = meeting.Join();
        var (ended, heard) = (listener.Subscribe(ending), listener.Subscribe(staying));
        meeting.RunSeconds(1);

        var before = (Ended: ended.Count, Heard: heard.Count);
        meeting.Sfu.IsStuck = true;
        meeting.Run(TimeSpan.FromMilliseconds(40));
        meeting.Core.Unpublish(ending.Id);
        meeting.Sfu.IsStuck = false;
        meeting.RunSeconds(1);
        Assert.Equal(before.Ended, ended.Count);
        Assert.InRange(heard.Count - before.Heard, 51, 53);
        Assert.Equal(0, meeting.Core.Counters.PeersCrashed);
    }
}
