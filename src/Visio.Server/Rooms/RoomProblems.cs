using Microsoft.AspNetCore.Http.HttpResults;
using Visio.Server.Hosting;

namespace Visio.Server.Rooms;

/// <summary>Why rooms refuse.</summary>
internal static class RoomProblems
{
    public static ProblemHttpResult NotFound => ApiProblem.Of(StatusCodes.Status404NotFound, "room_not_found", "There is no such room.");

    public static ProblemHttpResult HostRequired =>
        ApiProblem.Of(StatusCodes.Status403Forbidden, "host_required", "Only a host of the room may do this.");

    public static ProblemHttpResult OwnerRequired =>
        ApiProblem.Of(StatusCodes.Status403Forbidden, "owner_required", "Only an owner of the room may do this.");

    public static ProblemHttpResult MemberRequired =>
        ApiProblem.Of(StatusCodes.Status403Forbidden, "member_required", "Only a member of the room may see this.");

    public static ProblemHttpResult LastOwner =>
        ApiProblem.Of(StatusCodes.Status409Conflict, "last_owner", "A room keeps at least one owner. Name another first.");

    public static ProblemHttpResult InvalidTitle =>
        ApiProblem.Of(StatusCodes.Status400BadRequest, "invalid_title", "A title has at most 100 visible characters and no control characters.");

    public static ProblemHttpResult InvalidSlug => ApiProblem.Of(
        StatusCodes.Status400BadRequest,
        "invalid_slug",
        "A chosen link has 3 to 60 letters a to z, digits and single hyphens; it is no word that the server uses, no UUID, and not ten letters, as codes are.");

    public static ProblemHttpResult SlugTaken => ApiProblem.Of(StatusCodes.Status409Conflict, "slug_taken", "Another room has this link.");

    public static ProblemHttpResult InvalidCapacity => ApiProblem.Of(
        StatusCodes.Status400BadRequest, "invalid_capacity", "A capacity is from 1 to 10,000, and not more than this server's policy allows.");

    public static ProblemHttpResult InvalidExpiry =>
        ApiProblem.Of(StatusCodes.Status400BadRequest, "invalid_expiry", "A room expires at some time in the next ten years.");

    public static ProblemHttpResult AccessNotAllowed =>
        ApiProblem.Of(StatusCodes.Status403Forbidden, "access_not_allowed", "This server's policy does not allow this access level.");

    public static ProblemHttpResult InvalidRole =>
        ApiProblem.Of(StatusCodes.Status400BadRequest, "invalid_role", "A role is member, deputy, coHost or owner.");

    public static ProblemHttpResult InvalidPerson =>
        ApiProblem.Of(StatusCodes.Status400BadRequest, "invalid_person", "Say either who it is by userId, or by email.");

    public static ProblemHttpResult UserNotFound =>
        ApiProblem.Of(StatusCodes.Status404NotFound, "user_not_found", "Nobody with this address or id can be named here.");

    public static ProblemHttpResult MemberNotFound =>
        ApiProblem.Of(StatusCodes.Status404NotFound, "member_not_found", "Nobody with this id was named in the room.");

    public static ProblemHttpResult TooManyMembers =>
        ApiProblem.Of(StatusCodes.Status409Conflict, "too_many_members", "A room has at most 1,000 members.");

    public static ProblemHttpResult BanNotFound => ApiProblem.Of(StatusCodes.Status404NotFound, "ban_not_found", "There is no such ban in the room.");
}
