using Visio.LiveKit.Protocol;
using Visio.LiveKit.Tokens;

namespace Visio.LiveKit.Rooms;

/// <summary>Between the rights in a token and those shown to clients.</summary>
internal static class Permissions
{
    /// <summary>Every source that a right can name.</summary>
    public static IReadOnlyList<TrackSource> Sources { get; } =
        [TrackSource.Camera, TrackSource.Microphone, TrackSource.ScreenShare, TrackSource.ScreenShareAudio];

    public static ParticipantPermission From(VideoGrant grant)
    {
        var canPublish = grant.CanPublish ?? true;
        var permission = new ParticipantPermission
        {
            CanSubscribe = grant.CanSubscribe ?? true,
            CanPublish = canPublish,
            CanPublishData = grant.CanPublishData ?? canPublish,
            CanUpdateMetadata = grant.CanUpdateOwnMetadata ?? false,
            CanSubscribeMetrics = grant.CanSubscribeMetrics,
            Hidden = grant.Hidden,
            Recorder = grant.Recorder,
            Agent = grant.Agent,
        };
        permission.CanPublishSources.AddRange(grant.CanPublishSources.Select(Source).Where(s => s != TrackSource.Unknown));
        return permission;
    }

    /// <summary>The grant with the rights an administrator has set, for the next token.</summary>
    public static VideoGrant Apply(ParticipantPermission permission, VideoGrant grant) => grant with
    {
        CanSubscribe = permission.CanSubscribe,
        CanPublish = permission.CanPublish,
        CanPublishData = permission.CanPublishData,
        CanUpdateOwnMetadata = permission.CanUpdateMetadata,
        CanSubscribeMetrics = permission.CanSubscribeMetrics,
        Hidden = permission.Hidden,
        Recorder = permission.Recorder,
        Agent = permission.Agent,
        CanPublishSources = [.. permission.CanPublishSources.Select(Name).Where(n => n.Length > 0)],
    };

    /// <summary>Whether tracks of a source may be published: a list of sources decides alone when there is one.</summary>
    public static bool MayPublish(ParticipantPermission permission, TrackSource source) =>
        permission.CanPublishSources.Count > 0 ? permission.CanPublishSources.Contains(source) : permission.CanPublish;

    public static ParticipantInfo.Types.Kind Kind(string kind) => kind.ToLowerInvariant() switch
    {
        "ingress" => ParticipantInfo.Types.Kind.Ingress,
        "egress" => ParticipantInfo.Types.Kind.Egress,
        "sip" => ParticipantInfo.Types.Kind.Sip,
        "agent" => ParticipantInfo.Types.Kind.Agent,
        "connector" => ParticipantInfo.Types.Kind.Connector,
        "bridge" => ParticipantInfo.Types.Kind.Bridge,
        _ => ParticipantInfo.Types.Kind.Standard,
    };

    private static TrackSource Source(string name) => name.ToLowerInvariant() switch
    {
        "camera" => TrackSource.Camera,
        "microphone" => TrackSource.Microphone,
        "screen_share" => TrackSource.ScreenShare,
        "screen_share_audio" => TrackSource.ScreenShareAudio,
        _ => TrackSource.Unknown,
    };

    private static string Name(TrackSource source) => source switch
    {
        TrackSource.Camera => "camera",
        TrackSource.Microphone => "microphone",
        TrackSource.ScreenShare => "screen_share",
        TrackSource.ScreenShareAudio => "screen_share_audio",
        _ => "",
    };
}
