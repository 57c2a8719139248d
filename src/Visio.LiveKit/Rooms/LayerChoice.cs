using Visio.LiveKit.Protocol;
using Visio.Sfu;

namespace Visio.LiveKit.Rooms;

/// <summary>Which layer of a video track a subscriber's wish means.</summary>
internal static class LayerChoice
{
    /// <summary>A layer this much smaller than what is asked for is enough: nobody sees the difference, and it saves the next one.</summary>
    private const double Enough = 0.9;

    // Heights of the layers of a track that did not say its sizes, as clients make them.
    private static readonly uint[] UsualHeights = [180, 360];

    /// <summary>The most that is to be forwarded.</summary>
    /// <param name="info">The track; its layers ascend.</param>
    /// <param name="encodings">How many encodings its publisher offered, 0 without simulcast.</param>
    /// <param name="wish">What the subscriber asks for.</param>
    /// <param name="codec">Which of its codecs is forwarded.</param>
    public static LayerLimit Limit(TrackInfo info, int encodings, VideoWish wish, int codec = 0) =>
        new(Index(info, encodings, wish, codec), (int)Math.Min(wish.FramesPerSecond, int.MaxValue));

    /// <summary>The quality the publisher knows that layer by; one encoding is all or nothing.</summary>
    /// <param name="info">The track; its layers ascend.</param>
    /// <param name="encodings">How many encodings its publisher offered, 0 without simulcast.</param>
    /// <param name="wish">What the subscriber asks for.</param>
    /// <param name="codec">Which of its codecs is forwarded.</param>
    public static VideoQuality Quality(TrackInfo info, int encodings, VideoWish wish, int codec = 0)
    {
        var layers = Layers(info, codec);
        return encodings < 2 || layers.Count == 0
            ? VideoQuality.High
            : layers[Math.Min(Index(info, encodings, wish, codec), layers.Count - 1)].Quality;
    }

    // What a client says of the layers of its first codec, it says of the track.
    private static IReadOnlyList<VideoLayer> Layers(TrackInfo info, int codec) =>
        codec > 0 && codec < info.Codecs.Count ? info.Codecs[codec].Layers : info.Layers;

    /// <summary>The layer's place from the smallest on.</summary>
    private static int Index(TrackInfo info, int encodings, VideoWish wish, int codec)
    {
        var count = Math.Max(1, encodings);
        if (wish.Width == 0 && wish.Height == 0)
        {
            return Math.Min(wish.Quality is VideoQuality.Low or VideoQuality.Medium ? (int)wish.Quality : (int)VideoQuality.High, count - 1);
        }

        for (var i = 0; i < count - 1; i++)
        {
            if (IsEnough(info, Layers(info, codec), i, wish))
            {
                return i;
            }
        }

        return count - 1;
    }

    private static bool IsEnough(TrackInfo info, IReadOnlyList<VideoLayer> layers, int index, VideoWish wish)
    {
        var layer = index < layers.Count ? layers[index] : new();
        var (width, height) = (layer.Width, layer.Height);
        if (width == 0 || height == 0)
        {
            height = index < UsualHeights.Length ? UsualHeights[index] : info.Height;
            width = 0;
        }

        // A portrait is as wide as others are high.
        var isPortrait = width > 0 && width < height;
        return isPortrait ? width >= Enough * wish.Width : height >= Enough * wish.Height;
    }
}
