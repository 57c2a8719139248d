namespace Visio.Sfu.Tests.Networks;

public sealed class ClockDriftTests
{
    /// <summary>Five minutes in <c>make test</c>, an hour in <c>make soak</c>.</summary>
    [Theory]
    [InlineData(300)]
    [InlineData(-300)]
    public void A_publishers_clock_that_is_wrong_does_not_move_its_sound_away_from_ours(double partsPerMillion)
    {
        var time = Environment.GetEnvironmentVariable("VISIO_SOAK") is null ? TimeSpan.FromMinutes(5) : TimeSpan.FromHours(1);
        using var meeting = new Meeting(6_200);
        var (alice, bob) = (meeting.Join(), meeting.Join());
        var audio = alice.PublishAudio();
        audio.ClockDrift = partsPerMillion;
        var receiver = bob.Subscribe(audio);
        receiver.SendsNacks = receiver.Keeps = false;
        meeting.RunSeconds(5);
        var before = Offset();
        var furthest = 0.0;
        for (var end = meeting.Now + time; meeting.Now < end;)
        {
            meeting.RunSeconds(15);
            furthest = Math.Max(furthest, Math.Abs(Offset() - before));
        }

        // Over five minutes the clock goes wrong by 90 ms; how ours relates to it is known anew each minute, by 18 ms.
        Assert.InRange(furthest, 0, 0.025);

        // By how much the moment at which a packet was captured, by our reports, is off the time at which it comes here.
        double Offset()
        {
            receiver.Keeps = true;
            var known = receiver.Packets.Count;
            meeting.RunSeconds(0.1);
            receiver.Keeps = false;
            Assert.True(receiver.Packets.Count > known);
            var last = receiver.Packets.Last();
            return receiver.CaptureTime(last) - meeting.Core.WallClock.At(meeting.Now).Value / 4294967296.0;
        }
    }
}
