namespace Visio.Server.Hosting;

/// <summary>Gives what the framework refuses the same shape as our own refusals.</summary>
internal static class ApiProblemExtensions
{
    public static void UseApiProblems(this WebApplication app)
    {
        app.UseExceptionHandler(failed => failed.Run(context => ApiProblem.ForStatus(context.Response.StatusCode).ExecuteAsync(context)));
        app.UseWhen(
            context => context.Request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase),
            api => api.UseStatusCodePages(context => ApiProblem.ForStatus(context.HttpContext.Response.StatusCode).ExecuteAsync(context.HttpContext)));
    }
}
