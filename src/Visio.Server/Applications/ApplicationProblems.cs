using Microsoft.AspNetCore.Http.HttpResults;
using Visio.Server.Hosting;

namespace Visio.Server.Applications;

/// <summary>Why requests of applications, and changes of them, are refused.</summary>
internal static class ApplicationProblems
{
    public static ProblemHttpResult InvalidToken =>
        ApiProblem.Of(StatusCodes.Status401Unauthorized, "invalid_token", "The access token is unknown, has expired or was taken back.");

    public static ProblemHttpResult ProviderUnavailable =>
        ApiProblem.Of(StatusCodes.Status503ServiceUnavailable, "provider_unavailable", "The identity provider does not answer; try again later.");

    public static ProblemHttpResult ApplicationNotFound => ApiProblem.Of(StatusCodes.Status404NotFound, "application_not_found", "There is no such application.");

    public static ProblemHttpResult WebhookNotFound => ApiProblem.Of(StatusCodes.Status404NotFound, "webhook_not_found", "There is no such webhook.");

    public static ProblemHttpResult DeliveryNotFound => ApiProblem.Of(StatusCodes.Status404NotFound, "delivery_not_found", "There is no such delivery.");

    public static ProblemHttpResult InvalidName =>
        ApiProblem.Of(StatusCodes.Status400BadRequest, "invalid_name", $"A name has 1 to {ApplicationInput.MaxNameLength} visible characters and no control characters.");

    public static ProblemHttpResult InvalidScopes => ApiProblem.Of(StatusCodes.Status400BadRequest, "invalid_scopes", "One of the scopes does not exist.");

    public static ProblemHttpResult InvalidDomains =>
        ApiProblem.Of(StatusCodes.Status400BadRequest, "invalid_domains", "Domains are written as in addresses, as example.org; * stands alone.");

    public static ProblemHttpResult InvalidEvents => ApiProblem.Of(StatusCodes.Status400BadRequest, "invalid_events", "One of the kinds of events does not exist.");

    public static ProblemHttpResult InvalidUrl =>
        ApiProblem.Of(StatusCodes.Status400BadRequest, "invalid_url", "A webhook has an absolute https address without user, password and fragment.");

    public static ProblemHttpResult WebhookDisabled => ApiProblem.Of(StatusCodes.Status409Conflict, "webhook_disabled", "The webhook is switched off.");

    public static ProblemHttpResult TooManyWebhooks =>
        ApiProblem.Of(StatusCodes.Status409Conflict, "too_many_webhooks", $"An application has at most {WebhookInput.MaxPerApplication} webhooks.");
}
