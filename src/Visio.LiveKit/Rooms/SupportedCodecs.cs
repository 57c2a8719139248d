using Visio.LiveKit.Protocol;
using Visio.Sfu;

namespace Visio.LiveKit.Rooms;

/// <summary>The codecs that tracks may be published in, the preferred first.</summary>
internal static class SupportedCodecs
{
    public static IEnumerable<Codec> All() => [new() { Mime = "video/VP8" }, new() { Mime = "audio/opus" }];

    public static string Mime(MediaCodec codec) => codec switch
    {
        MediaCodec.Opus => "audio/opus",
        _ => "video/" + codec.ToString().ToUpperInvariant(),
    };
}
