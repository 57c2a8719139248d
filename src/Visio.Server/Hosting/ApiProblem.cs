using Microsoft.AspNetCore.Http.HttpResults;

namespace Visio.Server.Hosting;

/// <summary>Refusals of the API: RFC 9457 problem details with a <c>code</c> that clients may rely on.</summary>
internal static class ApiProblem
{
    public static ProblemHttpResult RoomNotFound => Of(StatusCodes.Status404NotFound, "room_not_found", "There is no such room.");

    public static ProblemHttpResult InvalidTitle =>
        Of(StatusCodes.Status400BadRequest, "invalid_title", "A title has at most 100 visible characters and no control characters.");

    public static ProblemHttpResult Draining => Of(StatusCodes.Status503ServiceUnavailable, "draining", "The server is about to stop.");

    public static ProblemHttpResult MediaUnavailable =>
        Of(StatusCodes.Status503ServiceUnavailable, "media_unavailable", "The media server does not answer; try again in a moment.");

    public static ProblemHttpResult CrossSiteRequest =>
        Of(StatusCodes.Status403Forbidden, "cross_site_request", "The request comes from another site.");

    public static ProblemHttpResult JsonRequired =>
        Of(StatusCodes.Status415UnsupportedMediaType, "json_required", "Send application/json.");

    public static ProblemHttpResult TooManyRequests =>
        Of(StatusCodes.Status429TooManyRequests, "too_many_requests", "Too many requests; try again later.");

    /// <summary>For what the framework refuses: an unknown path, unreadable JSON, a failure.</summary>
    public static ProblemHttpResult ForStatus(int status) => status switch
    {
        StatusCodes.Status404NotFound => Of(status, "not_found", "There is nothing here."),
        StatusCodes.Status405MethodNotAllowed => Of(status, "method_not_allowed", "This cannot be done here."),
        StatusCodes.Status409Conflict => Of(status, "changed_meanwhile", "Somebody else changed this at the same moment; look at it again."),
        StatusCodes.Status413PayloadTooLarge => Of(status, "too_large", "The request is too large."),
        StatusCodes.Status503ServiceUnavailable => MediaUnavailable,
        >= StatusCodes.Status500InternalServerError => Of(status, "internal_error", "The server failed."),
        _ => Of(status, "invalid_request", "The request cannot be understood."),
    };

    /// <summary>A refusal with a code of its own. Each feature lists its own.</summary>
    public static ProblemHttpResult Of(int status, string code, string title) =>
        TypedResults.Problem(statusCode: status, title: title, extensions: [new("code", code)]);
}
