using Visio.LiveKit.Negotiation;
using Visio.LiveKit.Protocol;

namespace Visio.LiveKit.Rooms;

/// <summary>What a new track looks like, from its announcement.</summary>
internal static class TrackInfos
{
    public static TrackInfo Create(AddTrackRequest request)
    {
        var info = new TrackInfo
        {
            Sid = Sid.Track(request.Type, request.Source),
            Type = request.Type,
            Name = request.Name,
            Muted = request.Muted,
            Width = request.Width,
            Height = request.Height,
            Source = request.Source,
            DisableRed = request.DisableRed,
            Encryption = request.Encryption,
            Stream = request.Stream.Length > 0 ? request.Stream : Stream(request.Source),
            BackupCodecPolicy = request.Type == TrackType.Audio && request.BackupCodecPolicy != BackupCodecPolicy.Regression
                ? BackupCodecPolicy.Simulcast
                : request.BackupCodecPolicy,
        };
        SetFeatures(info, Features(request));
        info.PacketTrailerFeatures.AddRange(request.PacketTrailerFeatures);
        info.Layers.AddRange(Layers(request));
        var codec = new SimulcastCodecInfo
        {
            Cid = request.Cid,
            MimeType = request.Type == TrackType.Video ? "video/vp8" : "",
            VideoLayerMode = VideoLayer.Types.Mode.OneSpatialLayerPerStream,
        };
        codec.Layers.AddRange(info.Layers.Select(l => l.Clone()));
        info.Codecs.Add(codec);
        return info;
    }

    /// <summary>Sets the features of a sound track and the older fields that say the same.</summary>
    public static void SetFeatures(TrackInfo info, IEnumerable<AudioTrackFeature> features)
    {
        info.AudioFeatures.Clear();
        info.AudioFeatures.AddRange(features.Distinct());
        info.Stereo = info.AudioFeatures.Contains(AudioTrackFeature.TfStereo);
        info.DisableDtx = info.AudioFeatures.Contains(AudioTrackFeature.TfNoDtx);
    }

    /// <summary>Says which encoding of a simulcast track is which layer.</summary>
    /// <param name="info">The track; its layers ascend.</param>
    /// <param name="rids">The restriction identifiers (RFC 8851), best first; empty when there is one encoding only.</param>
    public static void NameLayers(TrackInfo info, IReadOnlyList<string> rids)
    {
        info.Simulcast = rids.Count > 1;
        foreach (var layers in info.Codecs.Select(c => c.Layers).Prepend(info.Layers))
        {
            for (var i = 0; i < layers.Count && i < rids.Count; i++)
            {
                layers[i].Rid = rids[rids.Count - 1 - i];
                layers[i].SpatialLayer = i;
            }
        }
    }

    /// <summary>Marks a change of the track.</summary>
    public static void Stamp(TrackInfo info, DateTimeOffset now)
    {
        var micro = (now - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
        info.Version = info.Version is { } last && last.UnixMicro >= micro
            ? new() { UnixMicro = last.UnixMicro, Ticks = last.Ticks + 1 }
            : new() { UnixMicro = micro };
    }

    public static OpusPreference Opus(TrackInfo info) => new(info.Stereo, DiscontinuousTransmission: !info.DisableDtx);

    private static IEnumerable<AudioTrackFeature> Features(AddTrackRequest request)
    {
        IEnumerable<AudioTrackFeature> features = request.AudioFeatures;
        features = request.Stereo ? features.Append(AudioTrackFeature.TfStereo) : features;
        return request.DisableDtx ? features.Append(AudioTrackFeature.TfNoDtx) : features;
    }

    private static IEnumerable<VideoLayer> Layers(AddTrackRequest request)
    {
        if (request.Type != TrackType.Video)
        {
            return [];
        }

        return request.Layers.Count > 0
            ? request.Layers.OrderBy(l => l.Quality).Take(3)
            : [new VideoLayer { Quality = VideoQuality.High, Width = request.Width, Height = request.Height }];
    }

    private static string Stream(TrackSource source) => source switch
    {
        TrackSource.Camera or TrackSource.Microphone => "camera",
        TrackSource.ScreenShare or TrackSource.ScreenShareAudio => "screen",
        _ => "unknown",
    };
}
