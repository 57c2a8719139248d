using Microsoft.AspNetCore.Http.HttpResults;
using Visio.Server.Hosting;

namespace Visio.Server.Admin;

/// <summary>Why the routes of administrators refuse.</summary>
internal static class AdminProblems
{
    /// <param name="what">What is wrong, for the administrator to read.</param>
    public static ProblemHttpResult InvalidPolicy(string what) => ApiProblem.Of(StatusCodes.Status400BadRequest, "invalid_policy", what);
}
