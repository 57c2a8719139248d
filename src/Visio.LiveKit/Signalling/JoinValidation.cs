using System.Diagnostics.CodeAnalysis;
using System.Text;
using Microsoft.AspNetCore.Http;
using Visio.LiveKit.Protocol;
using Visio.LiveKit.Tokens;

namespace Visio.LiveKit.Signalling;

/// <summary>The checks of a join in LiveKit's order: the first that fails decides status and text.</summary>
internal static class JoinValidation
{
    /// <summary>Checks everything that does not depend on rooms that exist.</summary>
    /// <param name="verified">The token.</param>
    /// <param name="query">The parameters: those of <c>/rtc</c>, or <c>join_request</c> of <c>/rtc/v1</c>.</param>
    /// <param name="hasTwoConnections">Whether it is <c>/rtc</c>.</param>
    /// <param name="join">What may go on.</param>
    /// <param name="refusal">Why it may not.</param>
    public static bool TryAccept(
        VerifiedToken verified,
        IQueryCollection query,
        bool hasTwoConnections,
        [NotNullWhen(true)] out JoinParameters? join,
        [NotNullWhen(false)] out Refusal? refusal)
    {
        join = null;
        refusal = Check(verified);
        if (refusal is not null)
        {
            return false;
        }

        refusal = hasTwoConnections ? ReadParameters(query, out var request) : ReadMessage(query, out request);
        if (refusal is not null)
        {
            return false;
        }

        var token = verified.Token!;
        refusal = Check(token, token.Video!, request);
        if (refusal is not null)
        {
            return false;
        }

        join = new(token, token.Video!, verified.ValidFrom, verified.ValidTo, request, hasTwoConnections);
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

    private static Refusal? ReadMessage(IQueryCollection query, out JoinRequest request)
    {
        request = new();
        var parameter = query["join_request"].ToString();
        if (parameter.Length == 0)
        {
            return Refusal.NoJoinRequest;
        }

        return JoinRequestReader.TryRead(parameter, out request) ? null : Refusal.BadJoinRequest;
    }

    private static Refusal? ReadParameters(IQueryCollection query, out JoinRequest request)
    {
        if (!JoinQuery.TryRead(query, out request))
        {
            return Refusal.BadAttributes;
        }

        return query["publish"].ToString().Length > 0 ? Refusal.PublishOnly : null;
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
