using Microsoft.EntityFrameworkCore;
using Visio.LiveKit;

namespace Visio.Server.Hosting;

/// <summary>Gives what the framework refuses the same shape as our own refusals.</summary>
internal static class ApiProblemExtensions
{
    private const string MediaRetrySeconds = "3";

    public static void UseApiProblems(this WebApplication app)
    {
        app.UseExceptionHandler(new ExceptionHandlerOptions
        {
            ExceptionHandler = context =>
            {
                if (context.Response.StatusCode == StatusCodes.Status503ServiceUnavailable)
                {
                    context.Response.Headers.RetryAfter = MediaRetrySeconds;
                }

                return ApiProblem.ForStatus(context.Response.StatusCode).ExecuteAsync(context);
            },

            // Two changed or deleted the same thing at once, which is nobody's failure.
            StatusCodeSelector = failure => failure switch
            {
                DbUpdateConcurrencyException => StatusCodes.Status409Conflict,
                LiveKitUnavailableException => StatusCodes.Status503ServiceUnavailable,
                _ => StatusCodes.Status500InternalServerError,
            },
            SuppressDiagnosticsCallback = failed => failed.Exception is DbUpdateConcurrencyException or LiveKitUnavailableException,
        });
        app.UseWhen(
            context => context.Request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase),
            api => api.UseStatusCodePages(context => ApiProblem.ForStatus(context.HttpContext.Response.StatusCode).ExecuteAsync(context.HttpContext)));
    }
}
