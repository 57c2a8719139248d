namespace Visio.Server.Hosting;

/// <summary>Gives refusals of the framework (an unknown path, unreadable JSON, a failure) the same shape as our own.</summary>
internal static class ApiProblemExtensions
{
    public static void AddApiProblems(this IServiceCollection services) => services.AddProblemDetails(options =>
        options.CustomizeProblemDetails = context =>
        {
            var problem = context.ProblemDetails;
            problem.Extensions.TryAdd("code", CodeOf(problem.Status ?? context.HttpContext.Response.StatusCode));
            problem.Extensions.Remove("traceId");
            problem.Extensions.Remove("exception");
        });

    public static void UseApiProblems(this WebApplication app)
    {
        app.UseExceptionHandler();
        app.UseWhen(
            context => context.Request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase),
            api => api.UseStatusCodePages());
    }

    private static string CodeOf(int status) => status switch
    {
        StatusCodes.Status404NotFound => "not_found",
        StatusCodes.Status405MethodNotAllowed => "method_not_allowed",
        StatusCodes.Status413PayloadTooLarge => "too_large",
        >= 500 => "internal_error",
        _ => "invalid_request",
    };
}
