using Visio.Testing;
using Xunit.Abstractions;

namespace Visio.Sfu.Tests.Networks;

/// <summary>What is left of plain sound with and without the redundancy that is made here (RFC 2198), over the same networks.</summary>
public sealed class RedundantSoundTests(ITestOutputHelper output)
{
    private static readonly LinkConditions Usual = new() { Delay = TimeSpan.FromMilliseconds(25) };

    [Theory]
    [InlineData(6_401, 0.00, 0, 0.000, 1.01)]
    [InlineData(6_402, 0.03, 0, 0.005, 2.4)]
    [InlineData(6_403, 0.05, 0, 0.005, 3.3)]
    [InlineData(6_404, 0.10, 0, 0.005, 3.3)]
    [InlineData(6_405, 0.20, 0, 0.020, 3.3)]
    [InlineData(6_406, 0.05, 4, 0.035, 3.3)]
    [InlineData(6_407, 0.10, 8, 0.070, 3.3)]
    public void Less_of_it_has_to_be_made_up(int seed, double loss, double burst, double mostMadeUp, double mostBytes)
    {
        var link = Usual with { Loss = loss, BurstLength = burst };
        var plain = Hold(seed, link, takesRedundancy: false);
        var redundant = Hold(seed, link, takesRedundancy: true);
        output.WriteLine($"{loss:P0} in bursts of {burst}: {plain.MadeUp:P2} without, {redundant.MadeUp:P2} with, {redundant.Bytes / (double)plain.Bytes:F2} times the bytes");

        Assert.InRange(plain.MadeUp, loss / 2, (loss * 1.5) + 0.0001);
        Assert.InRange(redundant.MadeUp, 0, mostMadeUp);
        Assert.InRange(redundant.Bytes / (double)plain.Bytes, 0.9, mostBytes / (1 - loss));
    }

    [Fact]
    public void It_begins_within_seconds_and_ends_when_nothing_is_lost_any_more()
    {
        using var meeting = new Meeting(6_410);
        meeting.Sfu.Batches = true;
        var (publisher, participant) = (meeting.Join(), meeting.Join());
        var (audio, camera) = (publisher.PublishAudio(), publisher.PublishVideo());
        meeting.RunSeconds(1);
        participant.Host.Downlink = participant.Host.Uplink = Usual;
        var viewer = new Viewer(meeting, participant, audio, camera, takesRedundancy: true);
        meeting.RunSeconds(4);
        Assert.InRange(Rate(), 3_900, 4_100);

        // It is judged over 200 packets, four seconds: the first of them were sent before, and chance may take few of the others.
        participant.Host.Downlink = Usual with { Loss = 0.1 };
        meeting.RunSeconds(9);
        Assert.InRange(Rate(), 9_000, 12_500);

        participant.Host.Downlink = Usual;
        meeting.RunSeconds(40);
        Assert.InRange(Rate(), 3_900, 4_100);

        // Bytes of sound in a second: 50 times 80 of a voice.
        double Rate()
        {
            var before = viewer.SoundBytes;
            meeting.RunSeconds(2);
            return (viewer.SoundBytes - before) / 2.0;
        }
    }

    private static (double MadeUp, long Bytes) Hold(int seed, LinkConditions link, bool takesRedundancy)
    {
        using var meeting = new Meeting(seed);
        meeting.Sfu.Batches = true;
        var (publisher, participant) = (meeting.Join(), meeting.Join());
        var (audio, camera) = (publisher.PublishAudio(), publisher.PublishVideo());
        meeting.RunSeconds(1);
        participant.Host.Downlink = link;
        participant.Host.Uplink = Usual;
        var viewer = new Viewer(meeting, participant, audio, camera, takesRedundancy);
        meeting.RunSeconds(5);
        var (from, bytes) = (meeting.Now, viewer.SoundBytes);
        meeting.RunSeconds(20);
        var (to, all) = (meeting.Now, viewer.SoundBytes - bytes);
        meeting.RunSeconds(1);
        return (viewer.Concealed(from, to), all);
    }
}
