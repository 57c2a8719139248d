using Visio.Rtc;

namespace Visio.Sfu.Tests.Forwarding;

public sealed class ReportTests
{
    [Fact]
    public void Sound_and_pictures_of_a_publisher_can_be_played_together_by_our_sender_reports()
    {
        using var meeting = new Meeting(31);
        var alice = meeting.Join(new() { Jitter = TimeSpan.FromMilliseconds(60) });
        var bob = meeting.Join();
        var (audio, video) = (alice.PublishAudio(), alice.PublishVideo());
        var (sound, pictures) = (bob.Subscribe(audio), bob.Subscribe(video));
        meeting.RunSeconds(10);

        // Sound packets are 20 ms long and frames 40 ms, both from the same moment on, up to one step.
        Assert.NotNull(sound.Report);
        Assert.NotNull(pictures.Report);
        foreach (var frame in pictures.Packets.Where(p => p.Marker).Skip(20))
        {
            if (sound.Packets.FirstOrDefault(p => p.Running == frame.Running * 2) is { } packet)
            {
                Assert.InRange(pictures.CaptureTime(frame) - sound.CaptureTime(packet), -0.021, 0.021);
            }
        }
    }

    [Fact]
    public void A_receivers_estimate_of_the_bandwidth_is_counted_and_changes_nothing()
    {
        using var meeting = new Meeting(32);
        var (alice, bob) = (meeting.Join(), meeting.Join());
        var receiver = bob.Subscribe(alice.PublishVideo());
        meeting.RunSeconds(0.5);
        Span<byte> buffer = stackalloc byte[64];
        var writer = new Rtc.Rtcp.RtcpWriter(buffer);
        writer.TryWrite(1, new Rtc.Units.Bitrate(100_000), [receiver.Options.Ssrc]);
        bob.Peer.SendRtcp(writer.Written);
        meeting.RunSeconds(0.5);

        Assert.Equal(1, meeting.Core.Counters.BandwidthEstimatesIgnored);
        Assert.Empty(receiver.Missing());
    }

    [Fact]
    public void Who_speaks_is_told_in_steps_of_an_eighth_and_only_when_it_changes()
    {
        using var meeting = new Meeting(33);
        var alice = meeting.Join();
        var (loud, quiet) = (alice.PublishAudio(level: 0), alice.PublishAudio(level: 60));
        meeting.RunSeconds(4);
        var told = meeting.Events.OfType<MediaEvent.SpeakersChanged>().SelectMany(e => e.Speakers).ToList();
        Assert.All(told, s => Assert.Equal(loud.Id, s.Publication));
        Assert.Equal(told.Distinct(), told);
        Assert.Equal(1, told[^1].Level);
        Assert.True(told[^1].Active);

        meeting.Core.SetMuted(loud.Id, muted: true, meeting.Now);
        meeting.RunSeconds(1);
        Assert.Equal(new SpeakerLevel(loud.Id, 0, Active: false), meeting.Events.OfType<MediaEvent.SpeakersChanged>().Last().Speakers.Single());
        Assert.Equal(MediaKind.Audio, quiet.Options.Kind);
    }
}
