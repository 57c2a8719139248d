using Microsoft.AspNetCore.Http.HttpResults;
using Visio.Server.Hosting;

namespace Visio.Server.Accounts;

/// <summary>Why accounts, sessions and rights refuse.</summary>
internal static class AccountProblems
{
    public static ProblemHttpResult SignInRequired => ApiProblem.Of(StatusCodes.Status401Unauthorized, "sign_in_required", "Sign in first.");

    public static ProblemHttpResult AdminRequired =>
        ApiProblem.Of(StatusCodes.Status403Forbidden, "admin_required", "Only an administrator may do this.");

    public static ProblemHttpResult ScopeRequired =>
        ApiProblem.Of(StatusCodes.Status403Forbidden, "scope_required", "The application was not given the scope that this needs.");

    public static ProblemHttpResult AssuranceRequired =>
        ApiProblem.Of(StatusCodes.Status403Forbidden, "assurance_required", "This needs a stronger sign-in.");

    public static ProblemHttpResult InvalidDisplayName =>
        ApiProblem.Of(StatusCodes.Status400BadRequest, "invalid_display_name", "A name has 1 to 50 visible characters and no control characters.");

    public static ProblemHttpResult InvalidEmail =>
        ApiProblem.Of(StatusCodes.Status400BadRequest, "invalid_email", "An e-mail address has the form name@domain.");

    public static ProblemHttpResult AccountDisabled =>
        ApiProblem.Of(StatusCodes.Status403Forbidden, "account_disabled", "This account is disabled.");
}
