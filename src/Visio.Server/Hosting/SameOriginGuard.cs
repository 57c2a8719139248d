using System.Net.Http.Headers;

namespace Visio.Server.Hosting;

/// <summary>
/// Refuses what another site makes a visitor's browser send. The cookie is SameSite=Lax already; this is the second lock: an
/// unsafe method must carry JSON (which no form can send) and, where the browser says where it comes from, come from here.
/// </summary>
internal sealed class SameOriginGuard(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context)
    {
        var request = context.Request;
        if (context.GetEndpoint()?.Metadata.GetMetadata<CookielessAttribute>() is not null)
        {
            return next(context);
        }

        if (!request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase)
            || HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method) || HttpMethods.IsOptions(request.Method))
        {
            return next(context);
        }

        if (IsCrossSite(request))
        {
            return ApiProblem.CrossSiteRequest.ExecuteAsync(context);
        }

        // A DELETE without a body is no form either: the browser asks first (CORS preflight), and is told no.
        var needsJson = !HttpMethods.IsDelete(request.Method) || request.ContentLength > 0;
        return needsJson && !IsJson(request.ContentType) ? ApiProblem.JsonRequired.ExecuteAsync(context) : next(context);
    }

    private static bool IsCrossSite(HttpRequest request)
    {
        var site = request.Headers["Sec-Fetch-Site"].ToString();
        if (site.Length > 0 && site is not ("same-origin" or "none"))
        {
            return true;
        }

        var origin = request.Headers.Origin.ToString();
        return origin.Length > 0
            && !string.Equals(origin, $"{request.Scheme}://{request.Host.ToUriComponent()}", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>JSON is UTF-8 (RFC 8259 section 8.1), so no other character set is one that we could read.</summary>
    private static bool IsJson(string? contentType) =>
        MediaTypeHeaderValue.TryParse(contentType, out var type)
        && string.Equals(type.MediaType, "application/json", StringComparison.OrdinalIgnoreCase)
        && (type.CharSet is null || type.CharSet.Trim('"').Equals("utf-8", StringComparison.OrdinalIgnoreCase));
}
