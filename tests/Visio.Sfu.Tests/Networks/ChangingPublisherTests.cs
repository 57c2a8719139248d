using Visio.Rtc.Time;
using Visio.Testing;
using Xunit.Abstractions;

namespace Visio.Sfu.Tests.Networks;

/// <summary>Publishers that change in the middle of a call, seen from a viewer: how long there is nothing to hear or to see.</summary>
public sealed class ChangingPublisherTests(ITestOutputHelper output)
{
    private static readonly LinkConditions Way = new() { Delay = TimeSpan.FromMilliseconds(20) };

    // With 40 ms to the server and back a key frame that has to be asked for takes that, and up to 40 ms for the camera.
    [Theory]
    [InlineData(1, 0.0, 0.15)]
    [InlineData(2, 0.05, 0.60)]
    [InlineData(3, 0.05, 0.60)]
    public void Another_ssrc_without_a_pause(int seed, double loss, double longestGap)
    {
        using var call = new Call(seed, loss);
        for (var i = 0u; i < 5; i++)
        {
            call.Audio.ChangeSsrc(0x700 + (i * 16));
            call.Camera.ChangeSsrc(0x708 + (i * 16));
            call.Run(2);
        }

        var (sound, pictures) = call.Gaps();
        output.WriteLine($"{sound * 1000:F0} ms without sound, {pictures * 1000:F0} ms without a picture");
        Assert.InRange(sound, 0, 0.065 + (loss * 2));
        Assert.InRange(pictures, 0, longestGap);
        Assert.InRange(call.Camera.KeyFramesSent, 5, loss == 0 ? 6 : 12);
    }

    [Fact]
    public void A_packet_of_the_ssrc_before_that_comes_late_changes_nothing()
    {
        using var call = new Call(4, 0, new() { Reordering = 0.2, ReorderingDelay = TimeSpan.FromMilliseconds(60) });
        for (var i = 0u; i < 5; i++)
        {
            call.Audio.ChangeSsrc(0x700 + (i * 16));
            call.Camera.ChangeSsrc(0x708 + (i * 16));
            call.Run(2);
        }

        var (sound, pictures) = call.Gaps();
        output.WriteLine($"{sound * 1000:F0} ms without sound, {pictures * 1000:F0} ms without a picture");
        Assert.InRange(sound, 0, 0.101);
        Assert.InRange(pictures, 0, 0.27);
    }

    [Fact]
    public void One_encoding_of_a_simulcast_under_another_ssrc()
    {
        using var meeting = new Meeting(5);
        var (alice, bob) = (meeting.Join(new() { Delay = TimeSpan.FromMilliseconds(20) }), meeting.Join());
        var (audio, layers) = (alice.PublishAudio(), NetworkRun.PublishCamera(alice));
        meeting.RunSeconds(1);
        var viewer = new Viewer(meeting, bob, audio, layers[0]);
        meeting.RunSeconds(4);
        var from = meeting.Now;
        for (var i = 0u; i < 4; i++)
        {
            layers[0].ChangeSsrc(0x700 + (i * 16));
            meeting.RunSeconds(1);
        }

        var shown = viewer.Decoder.Shown.Where(s => s.At >= from).ToList();
        Assert.All(shown, s => Assert.Equal('f', s.Rid));
        Assert.InRange(shown.Zip(shown.Skip(1)).Max(p => (p.Second.At - p.First.At).TotalSeconds), 0, 0.15);
        Assert.InRange(shown.Count, 95, 101);
    }

    [Theory]
    [InlineData(6, 0)]
    [InlineData(7, 0.05)]
    public void Another_size_of_the_picture_time_and_again(int seed, double loss)
    {
        using var call = new Call(seed, loss);
        for (var i = 0; i < 20; i++)
        {
            call.Camera.MakeKeyFrame();
            (call.Camera.PacketsInFrame, call.Camera.PacketLength) = (1 + (i * 3 % 7), 100 + (i * 300 % 1000));
            call.Run(0.25);
        }

        var (_, pictures) = call.Gaps();
        output.WriteLine($"{pictures * 1000:F0} ms without a picture");
        Assert.InRange(pictures, 0, loss > 0 ? 0.35 : 0.125);
        Assert.Equal(0, call.KeyFramesAsked);
    }

    // The numbers end within the first packets of the stream, of which some are lost and some come late.
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void Numbers_and_time_that_begin_anew_where_packets_are_lost_and_overtaken(int seed)
    {
        using var call = new Call(100 + seed, 0.1, new() { Reordering = 0.1, ReorderingDelay = TimeSpan.FromMilliseconds(45) });
        call.Audio.ChangeSsrc(0x700);
        call.Camera.ChangeSsrc(0x708);
        call.Camera.GoOnAt((ushort)(65_536 - 20 - (seed * 7)), uint.MaxValue - (90_000 / 4) - (uint)(seed * 1_000));
        call.Audio.GoOnAt((ushort)(65_536 - 10 - seed), uint.MaxValue - 5_000 - (uint)(seed * 961));
        call.Run(4);

        var (sound, pictures) = call.Gaps();
        output.WriteLine($"{sound * 1000:F0} ms without sound, {pictures * 1000:F0} ms without a picture");
        Assert.InRange(sound, 0, 0.15);
        Assert.InRange(pictures, 0, 0.6);

        // Sound is not asked for again: 200, less what is lost.
        Assert.InRange(call.Heard, 165, 200);
    }

    [Theory]
    [InlineData(200)]
    [InlineData(-200)]
    public void A_clock_that_is_wrong_and_bursts_of_100_ms(double partsPerMillion)
    {
        using var call = new Call(8, 0, new() { Jitter = TimeSpan.FromMilliseconds(100), KeepsOrder = true });
        call.Audio.ClockDrift = call.Camera.ClockDrift = partsPerMillion;
        call.Run(20);

        var (sound, pictures) = call.Gaps();
        output.WriteLine($"{sound * 1000:F0} ms without sound, {pictures * 1000:F0} ms without a picture");
        Assert.InRange(sound, 0, 0.125);
        Assert.InRange(pictures, 0, 0.165);

        // 500, less what the first look at the path leaves out.
        Assert.InRange(call.Shown, 460, 501);
        Assert.Equal(0, call.KeyFramesAsked);
    }

    private sealed class Call : IDisposable
    {
        private readonly Meeting _meeting;
        private readonly Viewer _viewer;
        private readonly Instant _from;

        public Call(int seed, double loss, LinkConditions? up = null)
        {
            _meeting = new(seed);
            var (alice, bob) = (_meeting.Join(), _meeting.Join());
            (Audio, Camera) = (alice.PublishAudio(), alice.PublishVideo());
            (Audio.SendsMid, Camera.SendsMid, Camera.HasTemporalLayers) = (true, true, true);
            _viewer = new(_meeting, bob, Audio, Camera);
            Run(3);
            alice.Host.Uplink = (up ?? new()) with { Delay = Way.Delay, Loss = loss };
            alice.Host.Downlink = bob.Host.Uplink = bob.Host.Downlink = Way;
            Run(1);
            _from = _meeting.Now;
        }

        public TrackSource Audio { get; }

        public TrackSource Camera { get; }

        public int Heard => _viewer.Heard.Count(h => h.At >= _from);

        public int Shown => _viewer.Decoder.Shown.Count(s => s.At >= _from);

        public int KeyFramesAsked => _viewer.KeyFramesAsked;

        public void Run(double seconds) => _meeting.RunSeconds(seconds);

        public (double Sound, double Pictures) Gaps() => (
            Longest(_viewer.Heard.Select(h => h.At)),
            Longest(_viewer.Decoder.Shown.Select(s => s.At)));

        public void Dispose() => _meeting.Dispose();

        private double Longest(IEnumerable<Instant> moments)
        {
            var all = moments.Where(m => m >= _from).Append(_meeting.Now).ToList();
            return all.Zip(all.Skip(1)).Max(p => (p.Second - p.First).TotalSeconds);
        }
    }
}
