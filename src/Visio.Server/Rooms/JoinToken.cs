using System.Buffers.Text;
using System.Security.Cryptography;
using Visio.LiveKit;
using Visio.LiveKit.Tokens;
using Visio.Server.Settings;

namespace Visio.Server.Rooms;

/// <summary>The access token that lets a person into one room as a participant without any power over others.</summary>
internal static class JoinToken
{
    private static readonly TimeSpan LongestUnreviewed = TimeSpan.FromMinutes(2);

    /// <summary>
    /// 128 random bits. The identity comes from here and nowhere else: a client that could choose it could take another's
    /// place, because a second join with the same identity ends the first.
    /// </summary>
    public static string NewIdentity() => "p_" + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(16));

    /// <summary>Signs the token of an admission: what its holder may do follows from role and room, and is changed live when these change.</summary>
    public static string Sign(VisioSettings settings, DateTimeOffset now, Room room, Admission admission)
    {
        var rights = Grants.Of(room.Rights, admission.Role);
        var attributes = new Dictionary<string, string>(StringComparer.Ordinal) { [ParticipantAttributes.Role] = ParticipantAttributes.Text(admission.Role) };
        if (admission.UserId is null)
        {
            attributes[ParticipantAttributes.Guest] = "true";
        }

        var token = new AccessToken
        {
            Identity = admission.Identity,
            Name = admission.Name,
            Kind = admission.Kind == EntryKind.Phone ? "sip" : "",
            Attributes = attributes,
            Video = new VideoGrant
            {
                Room = room.MediaName,
                RoomJoin = true,
                CanPublish = rights.PublishSources.Count > 0,
                CanSubscribe = true,
                CanPublishData = rights.PublishData,
                CanPublishSources = [.. rights.PublishSources.Select(SourceName)],
                CanUpdateOwnMetadata = false,
            },
        };
        return token.Sign(settings.ApiKey, settings.ApiSecret, now, LifetimeOf(settings));
    }

    /// <summary>A media server elsewhere asks nobody what a token is worth when it is used.</summary>
    private static TimeSpan LifetimeOf(VisioSettings settings) =>
        settings.RemoteMedia is not null && settings.Rooms.JoinTokenLifetime > LongestUnreviewed ? LongestUnreviewed : settings.Rooms.JoinTokenLifetime;

    private static string SourceName(LiveSource source) => source switch
    {
        LiveSource.Camera => "camera",
        LiveSource.Microphone => "microphone",
        LiveSource.ScreenShare => "screen_share",
        LiveSource.ScreenShareAudio => "screen_share_audio",
        _ => throw new ArgumentOutOfRangeException(nameof(source), source, null),
    };
}
