using Visio.Testing;
using Xunit.Abstractions;

namespace Visio.Sfu.Tests.Networks;

/// <summary>From one size of a camera to another and back: the old one goes on until the first picture of the new one is there.</summary>
public sealed class LayerSwitchTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(6_501, 0.0, 0.0, 0.085)]
    [InlineData(6_502, 0.0, 0.02, 0.50)]
    [InlineData(6_503, 0.02, 0.0, 0.35)]
    public void Nothing_is_missed(int seed, double lostUp, double lostDown, double longestGap)
    {
        using var meeting = new Meeting(seed);
        meeting.Sfu.Batches = true;
        var (alice, bob) = (meeting.Join(), meeting.Join());
        var (audio, layers) = (alice.PublishAudio(), NetworkRun.PublishCamera(alice));
        meeting.RunSeconds(1);
        var way = new LinkConditions { Delay = TimeSpan.FromMilliseconds(40) };
        (alice.Host.Uplink, alice.Host.Downlink) = (way with { Loss = lostUp }, way);
        (bob.Host.Uplink, bob.Host.Downlink) = (way, way with { Loss = lostDown });
        var viewer = new Viewer(meeting, bob, audio, layers[0]) { RoundTripTime = TimeSpan.FromMilliseconds(80) };
        meeting.RunSeconds(3);
        var from = meeting.Now;
        foreach (var size in (int[])[0, 2, 1, 0, 1, 2, 0, 2, 1, 2, 0, 1])
        {
            meeting.Core.SetLimit(viewer.PicturesId, new(size, 0), meeting.Now);
            meeting.RunSeconds(1.6);
        }

        var shown = viewer.Decoder.Shown.Where(s => s.At >= from).ToList();
        var gaps = shown.Zip(shown.Skip(1)).Select(p => (Gap: (p.Second.At - p.First.At).TotalSeconds, Changes: p.First.Rid != p.Second.Rid)).ToList();
        var switches = gaps.Where(g => g.Changes).Max(g => g.Gap);
        output.WriteLine($"{gaps.Count(g => g.Changes)} switches, at most {switches * 1000:F0} ms; altogether at most {gaps.Max(g => g.Gap) * 1000:F0} ms; {shown.Count} pictures");
        Assert.Equal(12, gaps.Count(g => g.Changes));
        Assert.InRange(gaps.Max(g => g.Gap), 0, longestGap);

        // 25 a second: what is shown of the new size was shown of the old one by then.
        Assert.InRange(shown.Count, lostUp + lostDown == 0 ? 478 : 440, 492);
        Assert.All(shown.Zip(shown.Skip(1)), p => Assert.True(p.First.Rid == p.Second.Rid ? p.Second.Running > p.First.Running : p.Second.Running >= p.First.Running - 1));
    }
}
