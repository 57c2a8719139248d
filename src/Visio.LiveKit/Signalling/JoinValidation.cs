using System.Diagnostics.CodeAnalysis;
using System.Text;
using Visio.LiveKit.Protocol;
using Visio.LiveKit.Tokens;

namespace Visio.LiveKit.Signalling;

/// <summary>The checks of a join in LiveKit's order: the first that fails decides status and text.</summary>
internal static class JoinValidation
{
    /// <summary>Checks everything that does not depend on rooms that exist.</summary>
    public static bool TryAccept(
        VerifiedToken verified,
        string joinRequest,
        [NotNullWhen(true)] out JoinParameters? join,
        [NotNullWhen(false)] out Refusal? refusal)
    {
        join = null;
        refusal = Check(verified);
        if (refusal is not null)
        {
            return false;
        }

        if (joinRequest.Length == 0)
        {
            refusal = Refusal.NoJoinRequest;
            return false;
        }

        if (!JoinRequestReader.TryRead(joinRequest, out var request))
        {
            refusal = Refusal.BadJoinRequest;
            return false;
        }

        var token = verified.Token!;
        refusal = Check(token, token.Video!, request);
        if (refusal is not null)
        {
            return false;
        }

        join = new(token, token.Video!, verified.ValidTo, request);
        return true;
    }

    /// <summary>Checks the token alone.</summary>
    public static Refusal? Check(VerifiedToken verified)
    {
        if (verified.Refusal is { } reason)
        {
            return new(401, reason);
        }

        return verified.Token switch
        {
            not { Video.RoomJoin: true } => Refusal.NoPermission,
            { Identity.Length: 0 } => Refusal.NoIdentity,
            { Identity: var identity } when Bytes(identity) > JoinLimits.Identity => Refusal.IdentityTooLong,
            { Video.Room.Length: 0 } => Refusal.NoRoomName,
            { Video.Room: var room } when Bytes(room) > JoinLimits.RoomName => Refusal.RoomNameTooLong,
            _ => null,
        };
    }

    private static Refusal? Check(AccessToken token, VideoGrant grant, JoinRequest request)
    {
        var own = request.Metadata.Length > 0 || request.ParticipantAttributes.Count > 0;
        if (own && grant.CanUpdateOwnMetadata is not true)
        {
            return Refusal.MetadataNotAllowed;
        }

        if (Bytes(token.Metadata) > JoinLimits.Metadata || Bytes(request.Metadata) > JoinLimits.Metadata)
        {
            return Refusal.MetadataTooLong;
        }

        if (Bytes(token.Attributes) + Bytes(request.ParticipantAttributes) > JoinLimits.Attributes)
        {
            return Refusal.AttributesTooLong;
        }

        if (Bytes(token.Name) > JoinLimits.Name)
        {
            return Refusal.NameTooLong;
        }

        return request.ParticipantAttributes.Any(a => a.Value.Length == 0) ? Refusal.EmptyAttribute : null;
    }

    private static int Bytes(string text) => Encoding.UTF8.GetByteCount(text);

    private static int Bytes(IEnumerable<KeyValuePair<string, string>> attributes) => attributes.Sum(a => Bytes(a.Key) + Bytes(a.Value));
}
