using Visio.LiveKit.Protocol;
using Visio.LiveKit.Rooms;
using Visio.Sfu;

namespace Visio.LiveKit.Tests.Rooms;

public sealed class TrackScoreTests
{
    /// <summary>Worked out by hand from the formulas: delay over 40 or beyond 120, loss by its weight, 35 for a layer; down by 0.8.</summary>
    [Theory]
    [InlineData(true, 0, 40, 5, 0, 100 - (0.8 * 0.75))]
    [InlineData(true, 0, 300, 25, 0, 100 - (0.8 * 8))]
    [InlineData(true, 20, 0, 0, 0, 100 - (0.8 * 20))]
    [InlineData(false, 30, 0, 0, 0, 100 - (0.8 * 16))]
    [InlineData(true, 0, 0, 0, 1, 100 - (0.8 * 35))]
    [InlineData(true, 500, 0, 0, 0, 100 - (0.8 * 70))]
    public void A_score_is_less_by_delay_loss_and_missing_layers(bool isVideo, int lost, int roundTrip, int jitter, int missing, double expected)
    {
        var score = new TrackScore(isVideo);
        score.Observe(Sample(1000, lost, roundTrip, jitter, missing));
        Assert.Equal(expected, score.Value, 9);
    }

    [Fact]
    public void It_falls_sooner_than_it_rises()
    {
        var score = new TrackScore(isVideo: true);
        score.Observe(Sample(1000, 50));
        Assert.Equal(60, score.Value, 9);
        score.Observe(Sample(1000, 0));
        Assert.Equal(76, score.Value, 9);
        score.Rest();
        Assert.Equal(100, score.Value);
    }

    [Fact]
    public void The_same_loss_of_few_packets_counts_less()
    {
        var score = new TrackScore(isVideo: true);
        score.Observe(Sample(1600, 0));
        score.Observe(Sample(100, 4));
        Assert.Equal(100 - (0.8 * 4 * 10 / 4), score.Value, 9);
    }

    [Fact]
    public void What_should_come_and_does_not_is_poor_and_never_lost()
    {
        var score = new TrackScore(isVideo: false);
        score.Observe(Sample(100, 0));
        for (var i = 0; i < 20; i++)
        {
            score.Observe(Sample(0, 0));
            Assert.Equal(ConnectionQuality.Poor, QualityReports.Class(score.Value));
        }
    }

    [Theory]
    [InlineData(100, "Excellent", 4.5)]
    [InlineData(81, "Excellent", 4.06)]
    [InlineData(80, "Good", 4.02)]
    [InlineData(40, "Poor", 2.06)]
    public void Classes_and_opinion_scores_are_those_of_the_reference(double score, string quality, float opinion)
    {
        Assert.Equal(quality, QualityReports.Class(score).ToString());
        Assert.Equal(opinion, QualityReports.OpinionScore(score), 0.01f);
    }

    private static StreamQuality Sample(long packets, long lost, int roundTrip = 0, int jitter = 0, int missing = 0) =>
        new(packets, lost, TimeSpan.FromMilliseconds(jitter), TimeSpan.FromMilliseconds(roundTrip), missing);
}
