using Visio.LiveKit.Protocol;

namespace Visio.LiveKit.Rooms;

/// <summary>Participants as the host of the server sees them.</summary>
internal static class LiveViews
{
    public static LiveParticipant Of(Participant participant) => new()
    {
        Identity = participant.Identity,
        Name = participant.Name,
        Kind = participant.Kind.ToString().ToLowerInvariant(),
        IsHidden = participant.IsHidden,
        JoinedAt = participant.JoinedAt,
        Attributes = new Dictionary<string, string>(participant.Attributes, StringComparer.Ordinal),
        Rights = Rights(participant.Permission),
        Tracks = [.. participant.Tracks.Select(Of)],
    };

    /// <summary>A participant as another server describes it.</summary>
    public static LiveParticipant Of(ParticipantInfo info) => new()
    {
        Identity = info.Identity,
        Name = info.Name,
        Kind = info.Kind.ToString().ToLowerInvariant(),
        IsHidden = info.Permission?.Hidden == true,
        JoinedAt = JoinedAt(info),
        Attributes = new Dictionary<string, string>(info.Attributes, StringComparer.Ordinal),
        Rights = Rights(info.Permission ?? new()),
        Tracks = [.. info.Tracks.Select(t => new LiveTrack(t.Sid, Of(t.Source), t.Muted))],
    };

    /// <summary>Older servers know seconds only.</summary>
    public static DateTimeOffset JoinedAt(ParticipantInfo info) =>
        info.JoinedAtMs > 0 ? DateTimeOffset.FromUnixTimeMilliseconds(info.JoinedAtMs) : DateTimeOffset.FromUnixTimeSeconds(info.JoinedAt);

    /// <summary>Why somebody is gone, in the words of the host.</summary>
    public static LiveDeparture Departure(DisconnectReason reason) => reason switch
    {
        DisconnectReason.ClientInitiated => LiveDeparture.Left,
        DisconnectReason.DuplicateIdentity => LiveDeparture.Replaced,
        DisconnectReason.ParticipantRemoved or DisconnectReason.Migration => LiveDeparture.Removed,
        DisconnectReason.RoomDeleted or DisconnectReason.RoomClosed => LiveDeparture.RoomClosed,
        DisconnectReason.ServerShutdown => LiveDeparture.ServerStops,
        _ => LiveDeparture.Lost,
    };

    public static LiveTrack Of(PublishedTrack track) => new(track.Info.Sid, Of(track.Info.Source), track.Info.Muted);

    public static LiveRights Rights(ParticipantPermission permission) => new()
    {
        PublishSources = [.. Permissions.Sources.Where(s => Permissions.MayPublish(permission, s)).Select(Of)],
        PublishData = permission.CanPublishData,
    };

    /// <summary>Whether two rights allow the same, in whatever order they list it.</summary>
    public static bool AreSame(LiveRights one, LiveRights other) =>
        one.PublishData == other.PublishData && one.PublishSources.ToHashSet().SetEquals(other.PublishSources);

    /// <summary>The permission with other rights; what rights do not speak of stays.</summary>
    public static ParticipantPermission Apply(LiveRights rights, ParticipantPermission permission)
    {
        var changed = permission.Clone();
        changed.CanPublish = rights.PublishSources.Count > 0;
        changed.CanPublishData = rights.PublishData;
        changed.CanPublishSources.Clear();
        changed.CanPublishSources.AddRange(rights.PublishSources.Select(Of));
        return changed;
    }

    public static LiveSource Of(TrackSource source) => source switch
    {
        TrackSource.Camera => LiveSource.Camera,
        TrackSource.Microphone => LiveSource.Microphone,
        TrackSource.ScreenShare => LiveSource.ScreenShare,
        TrackSource.ScreenShareAudio => LiveSource.ScreenShareAudio,
        _ => LiveSource.Unknown,
    };

    public static TrackSource Of(LiveSource source) => source switch
    {
        LiveSource.Camera => TrackSource.Camera,
        LiveSource.Microphone => TrackSource.Microphone,
        LiveSource.ScreenShare => TrackSource.ScreenShare,
        LiveSource.ScreenShareAudio => TrackSource.ScreenShareAudio,
        _ => TrackSource.Unknown,
    };
}
