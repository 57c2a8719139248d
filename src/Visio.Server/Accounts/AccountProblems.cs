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

    public static ProblemHttpResult InvalidAssurance =>
        ApiProblem.Of(StatusCodes.Status400BadRequest, "invalid_assurance", "The assurance is host, admin, or not given.");

    public static ProblemHttpResult InvalidDisplayName =>
        ApiProblem.Of(StatusCodes.Status400BadRequest, "invalid_display_name", "A name has 1 to 50 visible characters and no control characters.");

    public static ProblemHttpResult InvalidEmail =>
        ApiProblem.Of(StatusCodes.Status400BadRequest, "invalid_email", "An e-mail address has the form name@domain.");

    public static ProblemHttpResult AccountDisabled =>
        ApiProblem.Of(StatusCodes.Status403Forbidden, "account_disabled", "This account is disabled.");

    /// <summary>The one answer to every sign-in with a password that fails, whether or not there is such an account, and while it is locked.</summary>
    public static ProblemHttpResult WrongCredentials => ApiProblem.Of(
        StatusCodes.Status401Unauthorized, "wrong_credentials", "The address or the password is wrong, or there were too many attempts: wait a while.");

    public static ProblemHttpResult PasskeyRefused =>
        ApiProblem.Of(StatusCodes.Status401Unauthorized, "passkey_refused", "This passkey does not open an account here.");

    public static ProblemHttpResult InvalidPasskey =>
        ApiProblem.Of(StatusCodes.Status400BadRequest, "invalid_passkey", "The passkey cannot be taken. Begin again.");

    public static ProblemHttpResult TooManyPasskeys =>
        ApiProblem.Of(StatusCodes.Status409Conflict, "too_many_passkeys", "The account has as many passkeys as it may have. Remove one first.");

    public static ProblemHttpResult PasskeyNotFound => ApiProblem.Of(StatusCodes.Status404NotFound, "passkey_not_found", "There is no such passkey.");

    public static ProblemHttpResult LastSignInMethod => ApiProblem.Of(
        StatusCodes.Status409Conflict, "last_sign_in_method", "Nothing else opens this account. Set a password or add another passkey first.");

    public static ProblemHttpResult LinkInvalid =>
        ApiProblem.Of(StatusCodes.Status401Unauthorized, "link_invalid", "The link was used already, or its time is over. Ask for a new one.");

    public static ProblemHttpResult InvalidPassword => ApiProblem.Of(
        StatusCodes.Status400BadRequest, "invalid_password", $"A password has {PasswordRules.MinLength} to {PasswordRules.MaxLength} characters.");

    public static ProblemHttpResult WeakPassword => ApiProblem.Of(
        StatusCodes.Status400BadRequest, "weak_password", "The password is too easy to guess: too common, too much of the name or address, or too few different characters.");

    public static ProblemHttpResult WrongPassword => ApiProblem.Of(
        StatusCodes.Status403Forbidden, "wrong_password", "The present password is wrong, or there were too many attempts: wait a while.");

    public static ProblemHttpResult NameFixed =>
        ApiProblem.Of(StatusCodes.Status403Forbidden, "name_fixed", "On this server only an administrator changes the name of an account.");

    public static ProblemHttpResult EmailFixed =>
        ApiProblem.Of(StatusCodes.Status403Forbidden, "email_fixed", "Only an administrator changes the address of an account.");

    public static ProblemHttpResult EmailTaken =>
        ApiProblem.Of(StatusCodes.Status409Conflict, "email_taken", "Another account has this address.");

    public static ProblemHttpResult SessionNotFound => ApiProblem.Of(StatusCodes.Status404NotFound, "session_not_found", "There is no such session.");

    public static ProblemHttpResult LastAdministrator =>
        ApiProblem.Of(StatusCodes.Status409Conflict, "last_administrator", "Nobody else administers this server. Make somebody an administrator first.");

    public static ProblemHttpResult ConfirmationRequired => ApiProblem.Of(
        StatusCodes.Status400BadRequest, "confirmation_required", "Confirm with the account's address, or with its name where it has none.");
}
