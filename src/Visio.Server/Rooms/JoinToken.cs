using System.Buffers.Text;
using System.Security.Cryptography;
using Visio.LiveKit.Tokens;
using Visio.Server.Settings;

namespace Visio.Server.Rooms;

/// <summary>The access token that lets a person into one room as a participant without any power over others.</summary>
internal static class JoinToken
{
    private static readonly string[] Sources = ["camera", "microphone", "screen_share", "screen_share_audio"];

    /// <summary>
    /// 128 random bits. The identity comes from here and nowhere else: a client that could choose it could take another's
    /// place, because a second join with the same identity ends the first.
    /// </summary>
    public static string NewIdentity() => "p_" + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(16));

    public static string Sign(VisioSettings settings, DateTimeOffset now, string room, string identity, string name)
    {
        var token = new AccessToken
        {
            Identity = identity,
            Name = name,
            Video = new VideoGrant
            {
                Room = room,
                RoomJoin = true,
                CanPublish = true,
                CanSubscribe = true,
                CanPublishData = true,
                CanPublishSources = Sources,
                CanUpdateOwnMetadata = false,
            },
        };
        return token.Sign(settings.ApiKey, settings.ApiSecret, now, settings.Rooms.JoinTokenLifetime);
    }
}
