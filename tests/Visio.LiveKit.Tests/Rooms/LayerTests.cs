using Visio.LiveKit.Protocol;
using Visio.LiveKit.Rooms;
using Visio.Sfu;

namespace Visio.LiveKit.Tests.Rooms;

public sealed class LayerTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(160, 90, 0)]
    [InlineData(320, 180, 0)]
    [InlineData(350, 199, 0)]
    [InlineData(356, 201, 1)]
    [InlineData(640, 360, 1)]
    [InlineData(720, 405, 2)]
    [InlineData(1920, 1080, 2)]
    public void The_smallest_layer_that_is_nine_tenths_of_the_size_asked_for_is_enough(uint width, uint height, int layer)
    {
        Assert.Equal(new LayerLimit(layer, 0), LayerChoice.Limit(Camera(), 3, new(VideoQuality.High, width, height)));
        Assert.Equal((VideoQuality)layer, LayerChoice.Quality(Camera(), 3, new(VideoQuality.High, width, height)));
    }

    [Fact]
    public void A_portrait_is_measured_by_its_width()
    {
        var portrait = Camera();
        foreach (var layer in portrait.Layers)
        {
            (layer.Width, layer.Height) = (layer.Height, layer.Width);
        }

        Assert.Equal(0, LayerChoice.Limit(portrait, 3, new(VideoQuality.High, 180, 320)).Layer);
        Assert.Equal(1, LayerChoice.Limit(portrait, 3, new(VideoQuality.High, 360, 640)).Layer);
    }

    [Fact]
    public void Layers_of_unknown_size_are_taken_for_the_usual_ones()
    {
        var unknown = Camera();
        foreach (var layer in unknown.Layers)
        {
            (layer.Width, layer.Height) = (0, 0);
        }

        Assert.Equal([0, 1, 2], new uint[] { 200, 400, 720 }.Select(h => LayerChoice.Limit(unknown, 3, new(VideoQuality.High, h * 16 / 9, h)).Layer!.Value));
    }

    [Fact]
    public void Of_two_layers_the_better_one_is_called_medium()
    {
        var screen = new TrackInfo();
        screen.Layers.Add(new VideoLayer { Quality = VideoQuality.Low, Width = 960, Height = 540 });
        screen.Layers.Add(new VideoLayer { Quality = VideoQuality.Medium, Width = 1920, Height = 1080 });

        Assert.Equal(VideoQuality.Medium, LayerChoice.Quality(screen, 2, new(VideoQuality.High)));
        Assert.Equal(VideoQuality.Low, LayerChoice.Quality(screen, 2, new(VideoQuality.High, 640, 360)));
        Assert.Equal(VideoQuality.High, LayerChoice.Quality(screen, 0, new(VideoQuality.Low)));
    }

    [Fact]
    public void A_better_layer_is_demanded_at_once_and_a_lesser_one_when_that_has_lasted()
    {
        var demand = new LayerDemand();
        Assert.True(demand.ShouldTell(0, At(0)));
        Assert.True(demand.ShouldTell(2, At(1)));
        Assert.False(demand.ShouldTell(0, At(2)));
        Assert.False(demand.ShouldTell(0, At(6.9)));
        Assert.True(demand.ShouldTell(0, At(7)));
        Assert.False(demand.ShouldTell(0, At(60)));
    }

    [Fact]
    public void A_wish_that_returns_in_time_changes_nothing_and_another_one_waits_anew()
    {
        var demand = new LayerDemand();
        demand.ShouldTell(2, At(0));
        Assert.False(demand.ShouldTell(LayerDemand.Nobody, At(1)));
        Assert.False(demand.ShouldTell(2, At(5)));
        Assert.False(demand.ShouldTell(LayerDemand.Nobody, At(6)));
        Assert.False(demand.ShouldTell(1, At(10)));
        Assert.False(demand.ShouldTell(1, At(14.9)));
        Assert.True(demand.ShouldTell(1, At(15)));
    }

    [Fact]
    public void A_track_without_subscribers_goes_on_for_ten_seconds()
    {
        var demand = new LayerDemand();
        Assert.False(demand.ShouldTell(LayerDemand.Nobody, At(0)));
        Assert.False(demand.ShouldTell(LayerDemand.Nobody, At(9.9)));
        Assert.False(demand.TryRepeat(out _));
        Assert.True(demand.ShouldTell(LayerDemand.Nobody, At(10)));
        Assert.True(demand.TryRepeat(out var told));
        Assert.Equal(LayerDemand.Nobody, told);
        Assert.True(demand.ShouldTell(0, At(11)));
    }

    private static DateTimeOffset At(double seconds) => Start + TimeSpan.FromSeconds(seconds);

    private static TrackInfo Camera()
    {
        var info = new TrackInfo { Width = 1280, Height = 720 };
        info.Layers.Add(new VideoLayer { Quality = VideoQuality.Low, Width = 320, Height = 180 });
        info.Layers.Add(new VideoLayer { Quality = VideoQuality.Medium, Width = 640, Height = 360 });
        info.Layers.Add(new VideoLayer { Quality = VideoQuality.High, Width = 1280, Height = 720 });
        return info;
    }
}
