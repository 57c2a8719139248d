using Visio.LiveKit.Protocol;
using Visio.Sfu;

namespace Visio.LiveKit.Rooms;

/// <summary>The codecs that tracks may be published in, the preferred first.</summary>
internal static class SupportedCodecs
{
    /// <summary>Sound with redundancy (RFC 2198), which is Opus inside.</summary>
    public const string Red = "audio/red";

    private static readonly MediaCodec[] Video = [MediaCodec.Vp8, MediaCodec.H264, MediaCodec.Vp9, MediaCodec.Av1];

    public static IEnumerable<Codec> All() =>
        Video.Append(MediaCodec.Opus).Select(Mime).Append(Red).Select(static mime => new Codec { Mime = mime });

    public static string Mime(MediaCodec codec) => codec switch
    {
        MediaCodec.Opus => "audio/opus",
        _ => "video/" + codec.ToString().ToUpperInvariant(),
    };

    /// <summary>The short name in which clients ask for a codec: vp8, h264, vp9, av1.</summary>
    public static string ShortName(MediaCodec codec) => codec.ToString().ToLowerInvariant();

    /// <summary>The video codec a client asks for by its short name; the preferred one when that is not supported.</summary>
    public static MediaCodec Find(string shortName) => Video.FirstOrDefault(c => ShortName(c) == shortName.ToLowerInvariant(), Video[0]);

    /// <summary>The video codec of a MIME type.</summary>
    public static MediaCodec FromMime(string mime) => Find(mime[(mime.IndexOf('/', StringComparison.Ordinal) + 1)..]);

    /// <summary>Whether one stream has all spatial layers in it unless a client says otherwise.</summary>
    public static bool IsScalable(MediaCodec codec) => codec is MediaCodec.Vp9 or MediaCodec.Av1;
}
