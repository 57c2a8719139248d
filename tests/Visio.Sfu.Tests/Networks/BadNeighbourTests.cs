
namespace Visio.Sfu.Tests.Networks;

/// <summary>What others on the same server have of a bad link: nothing.</summary>
public sealed class BadNeighbourTests
{
    [Fact]
    public void One_bad_link_among_six_changes_nothing_for_the_other_five()
    {
        var alone = Hold(hasBadOne: false);
        var together = Hold(hasBadOne: true);
        for (var i = 0; i < alone.Length; i++)
        {
            Assert.Equal(alone[i].Heard, together[i].Heard);
            Assert.Equal(alone[i].Decoder.Shown, together[i].Decoder.Shown);
        }
    }

    private static Viewer[] Hold(bool hasBadOne)
    {
        using var meeting = new Meeting(6_100);
        meeting.Sfu.Batches = true;
        var publisher = meeting.Join();
        var (audio, camera) = (publisher.PublishAudio(), NetworkRun.PublishCamera(publisher));
        var good = Enumerable.Range(0, 5).Select(_ => meeting.Join()).ToArray();
        var bad = meeting.Join();
        meeting.RunSeconds(1);
        var viewers = good.Select(g => new Viewer(meeting, g, audio, camera[0])).ToArray();
        meeting.RunSeconds(1);
        if (hasBadOne)
        {
            bad.Host.Downlink = new() { Loss = 0.3, Bandwidth = new(200_000), Delay = TimeSpan.FromMilliseconds(80) };
            bad.Host.Uplink = new() { Loss = 0.3, Delay = TimeSpan.FromMilliseconds(80) };
            _ = new Viewer(meeting, bad, audio, camera[0]);
        }

        meeting.RunSeconds(8);
        Assert.All(viewers, v => Assert.InRange(v.Decoder.Shown.Count, 200, 230));
        return viewers;
    }
}
