using Visio.Rtc.Time;
using Visio.Testing;

namespace Visio.Sfu.Tests.Networks;

/// <summary>Holds one call in virtual time: a speaker with a camera in three sizes, and a viewer behind the network of a scenario.</summary>
internal static class NetworkRun
{
    /// <summary>Pictures a second that the camera makes.</summary>
    private const int CameraRate = 25;

    /// <summary>The share of the camera's rate and sizes that counts as good.</summary>
    private const double Good = 0.8;

    public static NetworkResult Run(NetworkScenario scenario, int seed)
    {
        using var meeting = new Meeting(seed);
        meeting.Sfu.Batches = true;
        var (publisher, participant) = (meeting.Join(), meeting.Join());
        var audio = publisher.PublishAudio();
        var camera = PublishCamera(publisher);
        meeting.RunSeconds(1);
        publisher.Host.Uplink = scenario.PublisherUp ?? LinkConditions.Perfect;
        publisher.Host.Downlink = publisher.Host.Uplink with { Bandwidth = null };
        var viewer = new Viewer(meeting, participant, audio, camera[0]);
        var start = meeting.Now;
        var bytes = new List<long>();
        for (var tenth = 0; tenth < scenario.Seconds * 10; tenth++)
        {
            Apply(scenario, tenth / 10.0, participant, viewer);
            if (tenth % 10 == 0)
            {
                scenario.EverySecond?.Invoke(tenth / 10, meeting, publisher, participant);
                bytes.Add(viewer.Bytes);
            }

            meeting.RunSeconds(0.1);
        }

        bytes.Add(viewer.Bytes);
        var (from, to) = (start + TimeSpan.FromSeconds(scenario.Settling), meeting.Now);
        var shown = viewer.Decoder.Shown.Where(s => s.At >= from && s.At < to).ToList();
        var link = participant.Host.Downlink.Bandwidth?.BitsPerSecond;
        return new(
            viewer.Concealed(from, to - TimeSpan.FromSeconds(1)),
            LongestGap([from, .. shown.Select(s => s.At), to]),
            shown.Count / (to - from).TotalSeconds,
            shown.Count == 0 ? 0 : shown.Count(s => s.Rid == 'f') / (double)shown.Count,
            scenario.GoodAgainAt is { } again ? Recovery(viewer, start + TimeSpan.FromSeconds(again)) : null,
            link is { } rate ? (bytes[^1] - bytes[^6]) * 8 / 5.0 / rate : null,
            camera.Sum(c => c.KeyFramesSent));
    }

    /// <summary>Three sizes in three temporal layers: 1.5 Mbit/s, 480 kbit/s and 140 kbit/s.</summary>
    public static TrackSource[] PublishCamera(Participant publisher)
    {
        var (_, layers) = publisher.PublishSimulcast("f", "h", "q");
        (layers[0].PacketsInFrame, layers[0].PacketLength) = (7, 1000);
        (layers[1].PacketsInFrame, layers[1].PacketLength) = (3, 740);
        (layers[2].PacketsInFrame, layers[2].PacketLength) = (1, 640);
        foreach (var layer in layers)
        {
            (layer.HasTemporalLayers, layer.HasLongKeyFrames, layer.IsSending) = (true, true, true);
        }

        return layers;
    }

    private static void Apply(NetworkScenario scenario, double second, Participant participant, Viewer viewer)
    {
        var down = scenario.Down.LastOrDefault(d => d.From <= second).Link ?? LinkConditions.Perfect;
        var up = scenario.Up is { } ups ? ups.LastOrDefault(d => d.From <= second).Link ?? LinkConditions.Perfect : down with { Bandwidth = null };
        if (participant.Host.Downlink != down || participant.Host.Uplink != up)
        {
            (participant.Host.Downlink, participant.Host.Uplink) = (down, up);
        }

        viewer.RoundTripTime = TimeSpan.FromMilliseconds(20) + down.Delay + up.Delay;
    }

    private static double LongestGap(IReadOnlyList<Instant> moments) => moments.Zip(moments.Skip(1)).Max(p => (p.Second - p.First).TotalSeconds);

    // From when on a whole second is as good as before.
    private static double Recovery(Viewer viewer, Instant again)
    {
        var good = viewer.Decoder.Shown.Where(s => s.At >= again && s.Rid == 'f').Select(s => s.At).ToList();
        for (var i = 0; i + (int)(CameraRate * Good) < good.Count; i++)
        {
            if (good[i + (int)(CameraRate * Good)] - good[i] <= TimeSpan.FromSeconds(1))
            {
                return (good[i] - again).TotalSeconds;
            }
        }

        return double.PositiveInfinity;
    }
}
