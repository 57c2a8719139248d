using Microsoft.AspNetCore.Http.HttpResults;
using Visio.Server.Accounts;
using Visio.Server.Hosting;

namespace Visio.Server.Entering;

/// <summary>Why somebody may not enter, or not do what they want with the lobby.</summary>
internal static class EntryProblems
{
    public static ProblemHttpResult InvalidKind =>
        ApiProblem.Of(StatusCodes.Status400BadRequest, "invalid_kind", "Only applications enter as a program or a phone.");

    public static ProblemHttpResult InvalidTicket => ApiProblem.Of(
        StatusCodes.Status400BadRequest, "invalid_ticket", "A ticket is what an application that acts for nobody was given when it asked to enter.");

    public static ProblemHttpResult LobbyFull =>
        ApiProblem.Of(StatusCodes.Status503ServiceUnavailable, "lobby_full", "Too many people wait for this room.");

    public static ProblemHttpResult LobbyDenied =>
        ApiProblem.Of(StatusCodes.Status403Forbidden, "lobby_denied", "A host did not let you in. Ask again a little later.");

    public static ProblemHttpResult NotWaiting =>
        ApiProblem.Of(StatusCodes.Status404NotFound, "not_waiting", "You have no place in the lobby of this room. Ask to enter first.");

    public static ProblemHttpResult NotWaitingThere =>
        ApiProblem.Of(StatusCodes.Status404NotFound, "nobody_waiting", "None of those who were chosen waits any more.");

    public static ProblemHttpResult NoPlaceFree =>
        ApiProblem.Of(StatusCodes.Status409Conflict, "room_full", "No place is free in the room.");

    public static ProblemHttpResult TooManyStreams =>
        ApiProblem.Of(StatusCodes.Status429TooManyRequests, "too_many_streams", "Too many tabs listen for the same person.");

    public static ProblemHttpResult InvalidSelection => ApiProblem.Of(
        StatusCodes.Status400BadRequest, "invalid_selection", "Say whom: either all, or up to 1,000 ids of those who wait.");

    public static ProblemHttpResult InvalidText =>
        ApiProblem.Of(StatusCodes.Status400BadRequest, "invalid_text", "A message has 1 to 500 visible characters and no control characters.");

    /// <summary>The refusal that a decision to deny becomes.</summary>
    public static ProblemHttpResult Denied(AccessDecision decision) => decision.Reason switch
    {
        AccessReason.SignInRequired => AccountProblems.SignInRequired,
        AccessReason.Banned => Forbidden(decision, "You may not enter this room any more."),
        AccessReason.RoomLocked => Forbidden(decision, "The room is locked: nobody else is let in."),
        AccessReason.RoomFull => Forbidden(decision, "The room is full."),
        AccessReason.RoomExpired => Forbidden(decision, "The room's time is over."),
        _ => Forbidden(decision, "Only those who were named enter this room."),
    };

    /// <summary>The refusal that a denial becomes for a program that does not hold the stream.</summary>
    public static ProblemHttpResult Denied(LobbyDenial denial) => denial.Reason == LobbyDenial.ByHost
        ? LobbyDenied
        : ApiProblem.Of(StatusCodes.Status403Forbidden, denial.Reason, "You are not let in any more.");

    private static ProblemHttpResult Forbidden(AccessDecision decision, string title) =>
        ApiProblem.Of(StatusCodes.Status403Forbidden, decision.Code, title);
}
