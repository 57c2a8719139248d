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

    private static ProblemHttpResult Forbidden(AccessDecision decision, string title) =>
        ApiProblem.Of(StatusCodes.Status403Forbidden, decision.Code, title);
}
