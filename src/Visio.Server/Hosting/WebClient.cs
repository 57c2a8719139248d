using Microsoft.Extensions.FileProviders;

namespace Visio.Server.Hosting;

/// <summary>Serves the built web client: its files, and <c>index.html</c> for every page that the client routes itself.</summary>
internal static class WebClient
{
    /// <summary>Vite puts files here whose names change with their content.</summary>
    private const string HashedFolder = "/assets";

    private const string NotBuilt = """
        The web client is not built, so there is no page to show. The API works.
        Run 'make run', or 'npm --prefix web ci && npm --prefix web run build', and start the server again.

        """;

    public static void UseWebClient(this WebApplication app, string? webRoot)
    {
        if (webRoot is null)
        {
            return;
        }

        app.UseStaticFiles(new StaticFileOptions
        {
            FileProvider = new PhysicalFileProvider(webRoot),
            OnPrepareResponse = file => file.Context.Response.Headers.CacheControl =
                file.Context.Request.Path.StartsWithSegments(HashedFolder, StringComparison.Ordinal)
                    ? "public, max-age=31536000, immutable"
                    : "no-cache",
        });
    }

    public static void MapWebClientFallback(this WebApplication app, string? webRoot)
    {
        if (webRoot is null)
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

            context.Response.Headers.CacheControl = "no-cache";
            if (webRoot is null)
            {
                context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
                context.Response.ContentType = "text/plain; charset=utf-8";
                return context.Response.WriteAsync(NotBuilt, context.RequestAborted);
            }

            context.Response.ContentType = "text/html; charset=utf-8";
            return context.Response.SendFileAsync(Path.Combine(webRoot, "index.html"), context.RequestAborted);
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
        || path.StartsWithSegments(HashedFolder, StringComparison.OrdinalIgnoreCase);
}
