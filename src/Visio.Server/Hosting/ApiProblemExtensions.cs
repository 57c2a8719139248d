using Microsoft.EntityFrameworkCore;

namespace Visio.Server.Hosting;

/// <summary>Gives what the framework refuses the same shape as our own refusals.</summary>
internal static class ApiProblemExtensions
{
    public static void UseApiProblems(this WebApplication app)
    {
        app.UseExceptionHandler(new ExceptionHandlerOptions
        {
            ExceptionHandler = context => ApiProblem.ForStatus(context.Response.StatusCode).ExecuteAsync(context),

            // Two changed or deleted the same thing at once, which is nobody's failure.
            StatusCodeSelector = failure => failure is DbUpdateConcurrencyException ? StatusCodes.Status409Conflict : StatusCodes.Status500InternalServerError,
            SuppressDiagnosticsCallback = failed => failed.Exception is DbUpdateConcurrencyException,
        });
        app.UseWhen(
            context => context.Request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase),
            api => api.UseStatusCodePages(context => ApiProblem.ForStatus(context.HttpContext.Response.StatusCode).ExecuteAsync(context.HttpContext)));
    }
}
