using Microsoft.AspNetCore.Http.HttpResults;
using Visio.Server.Hosting;

namespace Visio.Server.Admin;

/// <summary>Why the routes of administrators refuse.</summary>
internal static class AdminProblems
{
    public static ProblemHttpResult UserNotFound => ApiProblem.Of(StatusCodes.Status404NotFound, "user_not_found", "There is no such account.");

    public static ProblemHttpResult MeetingNotFound => ApiProblem.Of(StatusCodes.Status404NotFound, "meeting_not_found", "Nobody meets in this room now.");

    public static ProblemHttpResult InvalidSearch =>
        ApiProblem.Of(StatusCodes.Status400BadRequest, "invalid_search", "What is looked for has at most 200 characters and no control characters.");

    public static ProblemHttpResult InvalidMerge =>
        ApiProblem.Of(StatusCodes.Status400BadRequest, "invalid_merge", "Say with 'into' which other account stays.");

    public static ProblemHttpResult InvalidHeir =>
        ApiProblem.Of(StatusCodes.Status400BadRequest, "invalid_heir", "The heir is another account that is not disabled.");

    public static ProblemHttpResult InvalidPeriod =>
        ApiProblem.Of(StatusCodes.Status400BadRequest, "invalid_period", "from and to are days, in this order and at most 1100 days apart; period is day or month.");

    public static ProblemHttpResult LastAdministrator =>
        ApiProblem.Of(StatusCodes.Status409Conflict, "last_administrator", "Nobody else administers this server. Make another administrator first.");

    /// <param name="what">What is wrong, for the administrator to read.</param>
    public static ProblemHttpResult InvalidPolicy(string what) => ApiProblem.Of(StatusCodes.Status400BadRequest, "invalid_policy", what);
}
