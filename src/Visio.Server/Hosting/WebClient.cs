namespace Visio.Server.Hosting;

/// <summary>Serves the built web client: its files, and <c>index.html</c> for every page that the client routes itself.</summary>
internal static class WebClient
{
    private const string NotBuilt = """
        The web client is not built, so there is no page to show. The API works.
        Run 'make run', or 'npm --prefix web ci && npm --prefix web run build', and start the server again.

        """;

    /// <returns>The files; null where the client is not built.</returns>
    public static WebClientFiles? UseWebClient(this WebApplication app, string? webRoot) => webRoot is null ? null : new(app, webRoot);

    public static void MapWebClientFallback(this WebApplication app, WebClientFiles? files)
    {
        if (files is null)
        {
            app.Logger.LogWarning("The web client is not built: run 'make run', or 'npm --prefix web run build'");
        }

        app.MapFallback(context =>
        {
            if (!IsPage(context.Request))
            {
                context.Response.StatusCode = StatusCodes.Status404NotFound;
                return Task.CompletedTask;
            }

            if (files is null)
            {
                context.Response.Headers.CacheControl = "no-cache";
                context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
                context.Response.ContentType = "text/plain; charset=utf-8";
                return context.Response.WriteAsync(NotBuilt, context.RequestAborted);
            }

            return files.ServePageAsync(context);
        });
    }

    /// <summary>
    /// A person's navigation, and not a program that asks for something that is not there. <c>/</c> is there for everybody:
    /// livekit-client asks it, without naming a type, whether the network is back.
    /// </summary>
    private static bool IsPage(HttpRequest request) =>
        (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method))
        && !IsOurs(request.Path)
        && (request.Path == "/" || request.GetTypedHeaders().Accept.Any(type => type.MediaType.Equals("text/html", StringComparison.OrdinalIgnoreCase)));

    private static bool IsOurs(PathString path) =>
        path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase)
        || path.StartsWithSegments("/rtc", StringComparison.OrdinalIgnoreCase)
        || path.StartsWithSegments("/twirp", StringComparison.OrdinalIgnoreCase)
        || path.StartsWithSegments(WebClientFiles.HashedFolder, StringComparison.OrdinalIgnoreCase);
}
