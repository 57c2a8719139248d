using Microsoft.AspNetCore.Http.HttpResults;
using Visio.Server.Hosting;

namespace Visio.Server.Meetings;

/// <summary>Why meetings refuse.</summary>
internal static class MeetingProblems
{
    public static ProblemHttpResult NoMeeting =>
        ApiProblem.Of(StatusCodes.Status409Conflict, "no_meeting", "Nobody is in the room.");

    public static ProblemHttpResult NotInside =>
        ApiProblem.Of(StatusCodes.Status403Forbidden, "not_in_meeting", "Only somebody who is in the meeting may do this.");

    public static ProblemHttpResult NotYours =>
        ApiProblem.Of(StatusCodes.Status403Forbidden, "not_your_identity", "This identity is not yours, or not in the meeting.");

    public static ProblemHttpResult OwnerProtected =>
        ApiProblem.Of(StatusCodes.Status403Forbidden, "owner_protected", "Only an owner may do this to an owner, and nobody may ban one.");

    public static ProblemHttpResult OwnerRoleRequired =>
        ApiProblem.Of(StatusCodes.Status403Forbidden, "owner_required", "Only an owner may make somebody an owner.");

    public static ProblemHttpResult AccountRequired =>
        ApiProblem.Of(StatusCodes.Status409Conflict, "account_required", "Somebody without an account has a role for this meeting only.");

    public static ProblemHttpResult NameFixed =>
        ApiProblem.Of(StatusCodes.Status403Forbidden, "name_fixed", "On this server people with an account are shown by its name.");

    public static ProblemHttpResult InvalidTargets => ApiProblem.Of(
        StatusCodes.Status400BadRequest, "invalid_targets", "Name up to 1,000 identities, or all; 'except' goes with all only.");

    public static ProblemHttpResult InvalidIdentity =>
        ApiProblem.Of(StatusCodes.Status400BadRequest, "invalid_identity", "Name one identity of the meeting.");

    public static ProblemHttpResult InvalidSource =>
        ApiProblem.Of(StatusCodes.Status400BadRequest, "invalid_source", "A source is microphone, camera or screenShare; only the first two can be unmuted.");

    public static ProblemHttpResult InvalidRole =>
        ApiProblem.Of(StatusCodes.Status400BadRequest, "invalid_role", "A role is participant, member, deputy, coHost or owner.");

    public static ProblemHttpResult InvalidText =>
        ApiProblem.Of(StatusCodes.Status400BadRequest, "invalid_text", "A copy has a topic, up to 2,000 characters, and the id of the message.");

    public static ProblemHttpResult InvalidRaised =>
        ApiProblem.Of(StatusCodes.Status400BadRequest, "invalid_raised", "Say whether the hand is raised: true or false.");

    public static ProblemHttpResult ParticipantNotFound =>
        ApiProblem.Of(StatusCodes.Status404NotFound, "participant_not_found", "Nobody with this identity is in the meeting.");
}
