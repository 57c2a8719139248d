using Visio.Rtc.Rtp;
using Visio.Rtc.Time;
using Visio.Sfu.Speakers;

namespace Visio.Sfu.Tests.Speakers;

public sealed class SpeechMeterTests
{
    private static readonly TimeSpan Packet = TimeSpan.FromMilliseconds(20);
    private Instant _now = Instant.Zero + TimeSpan.FromSeconds(10);

    [Theory]
    [InlineData(20, 20, 0.0667, true)] // All of the window at 20 dB: 10^-1, two thirds of it after one window.
    [InlineData(8, 20, 0.0267, true)] // 8 of 20 packets: exactly 40 %; 8 dB weaker for the share.
    [InlineData(7, 20, 0, false)] // Less than 40 % of the window is not speech.
    [InlineData(20, 35, 0.0119, false)] // At the limit, but smoothed it lies below.
    [InlineData(20, 36, 0, false)] // Too quiet to count at all.
    public void One_window_is_weighed_by_loudness_and_share(int loudPackets, byte level, double expected, bool speaking)
    {
        var meter = new SpeechMeter();
        Feed(meter, level, loudPackets);
        Feed(meter, 127, 20 - loudPackets);

        var read = meter.Read(_now);

        Assert.Equal(expected, read.Level, 0.001);
        Assert.Equal(speaking, read.Speaking);
    }

    [Fact]
    public void Windows_are_smoothed_by_two_thirds()
    {
        var meter = new SpeechMeter();
        Feed(meter, 0, 20);
        Assert.Equal(2 / 3.0, meter.Read(_now).Level, 0.0001);
        Feed(meter, 0, 20);
        Assert.Equal(8 / 9.0, meter.Read(_now).Level, 0.0001);
        Feed(meter, 127, 20);
        Assert.Equal(8 / 27.0, meter.Read(_now).Level, 0.0001);
    }

    [Fact]
    public void A_stream_that_stops_is_silent_after_two_windows()
    {
        var meter = new SpeechMeter();
        Feed(meter, 0, 40);
        Assert.True(meter.Read(_now + TimeSpan.FromMilliseconds(800)).Speaking);
        Assert.Equal((0, false), meter.Read(_now + TimeSpan.FromMilliseconds(801)));
    }

    [Fact]
    public void Changes_are_told_in_eighths_and_an_end_is_told_once()
    {
        var table = new SpeakerTable();
        var meter = table.Add(new(1));
        Assert.Null(table.Evaluate(_now));
        Feed(meter, 20, 20);
        Assert.Equal([new SpeakerLevel(new(1), 0.125f, Active: true)], table.Evaluate(_now));
        Feed(meter, 20, 20);
        Assert.Null(table.Evaluate(_now));

        _now += TimeSpan.FromSeconds(1);
        Assert.Equal([new SpeakerLevel(new(1), 0, Active: false)], table.Evaluate(_now));
        Assert.Null(table.Evaluate(_now));
    }

    [Fact]
    public void The_end_of_a_removed_speaker_is_told()
    {
        var table = new SpeakerTable();
        Feed(table.Add(new(1)), 0, 20);
        table.Evaluate(_now);
        table.Remove(new(1));
        Assert.False(table.IsEmpty);
        Assert.Equal([new SpeakerLevel(new(1), 0, Active: false)], table.Evaluate(_now));
        Assert.True(table.IsEmpty);
    }

    private void Feed(SpeechMeter meter, byte level, int packets)
    {
        for (var i = 0; i < packets; i++)
        {
            _now += Packet;
            meter.Observe(new AudioLevel(level, IsVoice: true), Packet, _now);
        }
    }
}
