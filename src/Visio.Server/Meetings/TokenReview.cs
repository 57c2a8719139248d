using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Visio.LiveKit;
using Visio.LiveKit.Tokens;
using Visio.Server.Data;
using Visio.Server.Media;
using Visio.Server.Policies;
using Visio.Server.Rooms;

namespace Visio.Server.Meetings;

/// <summary>
/// What the media server asks before it lets anybody in or resume. Of our own tokens nothing counts but the identity: the admission
/// behind it, its room, user and session say whether it still lets in, and with which name, role and rights. Tokens that an operator
/// signed with the API key name other identities and pass as they are.
/// </summary>
internal sealed class TokenReview(IServiceScopeFactory scopes, LiveRoster roster, TimeProvider time) : ITokenReviewer
{
    public bool Claims(AccessToken token) => LiveRoster.IsAdmission(token.Identity);

    /// <summary>The token with the rights of today; null to refuse it.</summary>
    public async ValueTask<AccessToken?> ReviewAsync(AccessToken token)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<VisioDb>();
        var named = db.Admissions.AsNoTracking().Where(a => a.Identity == token.Identity);
        var revoked = named.WhereRevoked(db);
        var found = await (from a in named
                           join r in db.Rooms.AsNoTracking() on a.RoomId equals r.Id
                           select new { Admission = a, Room = r, IsRevoked = revoked.Any() }).SingleOrDefaultAsync();
        var policy = await scope.ServiceProvider.GetRequiredService<PolicyStore>().CurrentAsync(CancellationToken.None);
        return found is { IsRevoked: false } && token.Video?.Room == found.Room.MediaName && MayEnter(found.Room, found.Admission, policy)
            ? Describe(token, found.Room, found.Admission)
            : null;
    }

    private bool MayEnter(Room room, Admission admission, Policy policy)
    {
        var now = time.GetUtcNow();
        if (room.ExpiresAt <= now)
        {
            return false;
        }

        var isHost = admission.Role >= RoomRole.CoHost;
        if (room.Locked && !isHost && !WasInside(room, admission, now))
        {
            return false;
        }

        var capacity = room.Capacity < policy.MaxCapacity ? room.Capacity : policy.MaxCapacity ?? room.Capacity;
        return roster.TryReserve(room.MediaName, admission.Identity, isHost ? null : capacity, now);
    }

    private bool WasInside(Room room, Admission admission, DateTimeOffset now) =>
        roster.IsPresent(room.MediaName, admission.Identity)
        || ArrivalReview.WasInside(admission, now);

    private AccessToken Describe(AccessToken token, Room room, Admission admission)
    {
        var today = LiveDescription.Of(room, admission, roster.Hand(room.MediaName, admission.Identity));
        var metadata = LiveDescription.Of(room, roster.Spotlight(room.MediaName));
        return token with
        {
            Name = admission.Name,
            Metadata = "",
            Attributes = today.Attributes.Where(a => a.Value.Length > 0).ToDictionary(StringComparer.Ordinal),
            Video = new VideoGrant
            {
                Room = room.MediaName,
                RoomJoin = true,
                CanPublish = today.Rights!.PublishSources.Count > 0,
                CanPublishSources = [.. today.Rights.PublishSources.Select(SourceName)],
                CanPublishData = today.Rights.PublishData,
                CanSubscribe = true,
                CanUpdateOwnMetadata = false,
            },
            RoomConfig = JsonSerializer.Serialize(new Dictionary<string, string>(StringComparer.Ordinal) { ["metadata"] = metadata }),
        };
    }

    private static string SourceName(LiveSource source) => source switch
    {
        LiveSource.Camera => "camera",
        LiveSource.Microphone => "microphone",
        LiveSource.ScreenShare => "screen_share",
        LiveSource.ScreenShareAudio => "screen_share_audio",
        _ => throw new ArgumentOutOfRangeException(nameof(source), source, null),
    };
}
