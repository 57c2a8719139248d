namespace Visio.Server.Hosting;

/// <summary>
/// Headers that keep the web client to itself: nothing is loaded from, sent to or framed by another host.
/// </summary>
internal sealed class SecurityHeaders(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context)
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = PolicyFor(context.Request);
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Permissions-Policy"] = "camera=(self), microphone=(self), display-capture=(self), fullscreen=(self), geolocation=(), payment=(), usb=()";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        return next(context);
    }

    private static string PolicyFor(HttpRequest request)
    {
        // 'self' covers WebSockets in CSP level 3, which older Safari lacks: the same host is named with its WebSocket scheme.
        var socket = request.Host.HasValue ? $" {(request.IsHttps ? "wss" : "ws")}://{request.Host.ToUriComponent()}" : "";
        return "default-src 'self'; "
            + "script-src 'self'; style-src 'self'; font-src 'self'; "
            + "img-src 'self' data: blob:; media-src 'self' blob:; worker-src 'self' blob:; "
            + $"connect-src 'self'{socket}; "
            + "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
    }
}
