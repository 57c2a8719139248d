using Xunit.Abstractions;

namespace Visio.Sfu.Tests.Forwarding;

/// <summary>A screen that is shared with many; 60 in <c>make test</c>, 300 in <c>make soak</c>.</summary>
public sealed class LargeRoomTests(ITestOutputHelper output)
{
    private const int Seconds = 10;

    [Fact]
    public void A_screen_that_many_see_is_asked_for_few_key_frames_even_where_some_cry_for_them()
    {
        var many = Environment.GetEnvironmentVariable("VISIO_SOAK") is null ? 60 : 300;
        var calm = Share(many, crying: 0);
        var stormy = Share(many, crying: many / 20);

        // At the start one for the first, one for those who came meanwhile; then one each time that those who cry may have another.
        Assert.InRange(calm.Asked, 1, 3);
        Assert.InRange(stormy.Asked, calm.Asked, calm.Asked + 7);

        // Whose links are good sees every picture, with and without the others.
        Assert.Equal(calm.Seen, stormy.Seen);
    }

    private (int Asked, int Seen) Share(int many, int crying)
    {
        using var meeting = new Meeting(731);
        meeting.Sfu.Batches = true;
        var alice = meeting.Join();
        for (var i = 0; i < many; i++)
        {
            meeting.Enter();
        }

        Assert.True(meeting.Network.RunUntil(() => meeting.Participants.TrueForAll(p => p.Peer.Peer.IsConnected), TimeSpan.FromSeconds(30)));
        meeting.RunSeconds(1);
        var (_, screen) = alice.PublishSimulcast(isScreen: true, "s", "t");
        (screen[0].PacketsInFrame, screen[0].PacketLength, screen[0].StepsPerFrame) = (8, 1000, 5);
        (screen[1].PacketsInFrame, screen[1].PacketLength, screen[1].StepsPerFrame) = (3, 700, 10);
        Array.ForEach(screen, s => (s.IsSending, s.HasLongKeyFrames) = (true, true));
        var receivers = meeting.Participants.Skip(1).Select(p => p.Subscribe(screen[0])).ToList();
        receivers.ForEach(r => (r.Keeps, r.SendsNacks) = (false, false));
        foreach (var bad in meeting.Participants.TakeLast(crying))
        {
            bad.Host.Downlink = bad.Host.Uplink = new() { Loss = 0.1 };
        }

        var (busy, sent, packets) = (meeting.Sfu.Busy, meeting.Core.Counters.BytesSent, meeting.Core.Counters.PacketsForwarded);
        for (var tenth = 0; tenth < Seconds * 10; tenth++)
        {
            for (var i = many - crying; i < many; i++)
            {
                receivers[i].RequestKeyFrame(meeting.Participants[i + 1].Peer);
            }

            meeting.RunSeconds(0.1);
        }

        var forwarded = meeting.Core.Counters.PacketsForwarded - packets;
        var asked = screen.Sum(s => s.PictureLossIndications);
        output.WriteLine(
            $"{many} see it, {crying} cry: {asked / (double)Seconds:F1} requests a second, {(meeting.Core.Counters.BytesSent - sent) * 8 / Seconds / 1e6:F1} Mbit/s out, {(meeting.Sfu.Busy - busy).TotalMicroseconds / forwarded:F1} µs of the loop for each of {forwarded} packets");
        var good = receivers.Take(many - (many / 20)).Select(r => r.Count).ToList();
        Assert.Equal(good.Min(), good.Max());
        return (asked, screen[0].Count);
    }
}
