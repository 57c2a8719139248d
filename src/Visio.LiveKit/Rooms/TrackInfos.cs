using Visio.LiveKit.Negotiation;
using Visio.LiveKit.Protocol;
using Visio.Rtc;
using Visio.Sfu;

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
        info.Codecs.AddRange(Codecs(request, info));
        return info;
    }

    // What a client asks for first is what it sends; a second one only when a subscriber needs it.
    private static IEnumerable<SimulcastCodecInfo> Codecs(AddTrackRequest request, TrackInfo info)
    {
        if (request.Type != TrackType.Video)
        {
            return [new() { Cid = request.Cid, VideoLayerMode = VideoLayer.Types.Mode.OneSpatialLayerPerStream }];
        }

        IEnumerable<SimulcastCodec> asked = request.SimulcastCodecs.Count > 0 ? request.SimulcastCodecs.Take(2) : [new() { Cid = request.Cid }];
        return asked.Select((wanted, i) =>
        {
            var codec = SupportedCodecs.Find(wanted.Codec);
            var described = new SimulcastCodecInfo
            {
                Cid = i == 0 ? request.Cid : wanted.Cid,
                MimeType = "video/" + SupportedCodecs.ShortName(codec),
                VideoLayerMode = LayerMode(codec, wanted.VideoLayerMode),
            };
            described.Layers.AddRange(wanted.Layers.Count > 0 ? Ascending(wanted.Layers) : info.Layers.Select(l => l.Clone()));
            return described;
        });
    }

    private static VideoLayer.Types.Mode LayerMode(MediaCodec codec, VideoLayer.Types.Mode wanted) =>
        wanted != VideoLayer.Types.Mode.Unused ? wanted
        : SupportedCodecs.IsScalable(codec) ? VideoLayer.Types.Mode.MultipleSpatialLayersPerStream
        : VideoLayer.Types.Mode.OneSpatialLayerPerStream;

    /// <summary>Sets the features of a sound track and the older fields that say the same.</summary>
    public static void SetFeatures(TrackInfo info, IEnumerable<AudioTrackFeature> features)
    {
        info.AudioFeatures.Clear();
        info.AudioFeatures.AddRange(features.Distinct());
        info.Stereo = info.AudioFeatures.Contains(AudioTrackFeature.TfStereo);
        info.DisableDtx = info.AudioFeatures.Contains(AudioTrackFeature.TfNoDtx);
    }

    /// <summary>Says which encoding of a track, or which layer within its one stream, is which of its layers.</summary>
    /// <param name="info">The track; its layers ascend.</param>
    /// <param name="section">How its first codec comes.</param>
    public static void NameLayers(TrackInfo info, ReceiveSection section)
    {
        var rids = section.Options!.Rids;
        info.Simulcast = rids.Count > 1;
        NameLayers(info.Layers, section);
        NameLayers(info.Codecs[0].Layers, section);
        if (rids.Count == 0 && SupportedCodecs.IsScalable(section.Format.Codec))
        {
            info.Codecs[0].VideoLayerMode = VideoLayer.Types.Mode.MultipleSpatialLayersPerStream;
        }
        else if (section.Kind == MediaKind.Video)
        {
            info.Codecs[0].VideoLayerMode = VideoLayer.Types.Mode.OneSpatialLayerPerStream;
        }
    }

    /// <summary>Tells of the second codec, which is published now.</summary>
    public static void SetBackup(TrackInfo info, AddTrackRequest request, ReceiveSection section)
    {
        if (info.Codecs.Count < 2)
        {
            info.Codecs.Add(new SimulcastCodecInfo());
        }

        var codec = info.Codecs[1];
        codec.Cid = request.Cid;
        codec.Mid = section.Mid;
        codec.MimeType = SupportedCodecs.Mime(section.Format.Codec);
        codec.VideoLayerMode = LayerMode(section.Format.Codec, VideoLayer.Types.Mode.Unused);
        codec.Layers.Clear();
        codec.Layers.AddRange(Ascending(request.SimulcastCodecs[0].Layers.Count > 0 ? request.SimulcastCodecs[0].Layers : request.Layers));
        NameLayers(codec.Layers, section);
    }

    /// <summary>The same for the layers of one codec.</summary>
    public static void NameLayers(IReadOnlyList<VideoLayer> layers, ReceiveSection section)
    {
        var rids = section.Options!.Rids;
        var isScalable = rids.Count == 0 && SupportedCodecs.IsScalable(section.Format.Codec);
        for (var i = 0; i < layers.Count && (i < rids.Count || isScalable); i++)
        {
            layers[i].Rid = isScalable ? "" : rids[rids.Count - 1 - i];
            layers[i].SpatialLayer = i;
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

    /// <summary>How a track is to be sent. What is encrypted end to end cannot be taken apart again, so it comes without redundancy.</summary>
    public static PublishPreference Preference(AddTrackRequest request, TrackInfo info) => new(
        new(info.Stereo, DiscontinuousTransmission: !info.DisableDtx),
        Red: request.Type == TrackType.Audio && !request.DisableRed && request.Encryption == Encryption.Types.Type.None,
        Video: request.Type == TrackType.Video && request.SimulcastCodecs.Count > 0 ? SupportedCodecs.Find(request.SimulcastCodecs[0].Codec) : null);

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
            ? Ascending(request.Layers)
            : [new VideoLayer { Quality = VideoQuality.High, Width = request.Width, Height = request.Height }];
    }

    private static IEnumerable<VideoLayer> Ascending(IEnumerable<VideoLayer> layers) => layers.OrderBy(l => l.Quality).Take(3);

    private static string Stream(TrackSource source) => source switch
    {
        TrackSource.Camera or TrackSource.Microphone => "camera",
        TrackSource.ScreenShare or TrackSource.ScreenShareAudio => "screen",
        _ => "unknown",
    };
}
