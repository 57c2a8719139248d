using Visio.Rtc;
using Visio.Rtc.CongestionControl;
using Visio.Rtc.Units;

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
    public void A_receivers_estimate_counts_from_when_it_is_below_what_is_sent()
    {
        using var meeting = new Meeting(32);
        var (alice, bob) = (meeting.Join(), meeting.Join());
        var receiver = bob.Subscribe(alice.PublishVideo());
        meeting.RunSeconds(1);
        var estimate = meeting.Room.Peers.Single(p => p.Id == bob.Id).Estimate;
        var sent = estimate.SentBitrate(meeting.Now);
        Assert.InRange(sent.BitsPerSecond, 50_000, 10_000_000);
        Assert.Equal((BandwidthEstimate.Unconstrained, false), (estimate.Target, estimate.IsKnown));

        // One that is above what is sent only says that no more was sent.
        Report(sent * 1.5);
        Assert.False(estimate.IsKnown);

        Report(sent * 0.5);
        Assert.True(estimate.IsKnown);
        Assert.InRange(estimate.Target.BitsPerSecond / (double)sent.BitsPerSecond, 0.49, 0.51);
        var revision = estimate.Revision;

        Report(sent * 1.2);
        Assert.InRange(estimate.Target.BitsPerSecond / (double)sent.BitsPerSecond, 1.19, 1.21);
        Assert.Equal(revision + 1, estimate.Revision);

        // Nor does one that is above what is sent take back what the path has carried.
        Report(sent * 1.1);
        Assert.Equal(revision + 1, estimate.Revision);

        void Report(Bitrate rate)
        {
            Span<byte> buffer = stackalloc byte[64];
            var writer = new Rtc.Rtcp.RtcpWriter(buffer);
            writer.TryWrite(1, rate, [receiver.Options.Ssrc]);
            bob.Peer.SendRtcp(writer.Written);
            meeting.RunSeconds(0.1);
        }
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
