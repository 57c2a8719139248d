using Visio.Server.Media;
using Visio.Server.Settings;

namespace Visio.Server.Hosting;

/// <summary>
/// Headers that keep the web client to itself: nothing is loaded from, sent to or framed by another host than the media server.
/// </summary>
internal sealed class SecurityHeaders(RequestDelegate next, VisioSettings settings)
{
    /// <summary>A media server elsewhere: its WebSocket, and the request that says why that was refused.</summary>
    private readonly string _media = settings.RemoteMedia is { } api
        ? $" {new Uri(RemoteMedia.AddressOf(api)).GetLeftPart(UriPartial.Authority)} {api.GetLeftPart(UriPartial.Authority)}"
        : "";

    public Task InvokeAsync(HttpContext context)
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = PolicyFor(context.Request, _media);
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Permissions-Policy"] = "camera=(self), microphone=(self), display-capture=(self), fullscreen=(self), geolocation=(), payment=(), usb=()";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        return next(context);
    }

    private static string PolicyFor(HttpRequest request, string media)
    {
        // 'self' covers WebSockets in CSP level 3, which older Safari lacks: the same host is named with its WebSocket scheme.
        var socket = request.Host.HasValue ? $" {(request.IsHttps ? "wss" : "ws")}://{request.Host.ToUriComponent()}" : "";
        return "default-src 'self'; "
            // The second word lets WebAssembly be compiled, and no text become code.
            + "script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; font-src 'self'; "
            + "img-src 'self' data: blob:; media-src 'self' blob:; worker-src 'self' blob:; "
            + $"connect-src 'self'{socket}{media}; "
            + "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
    }
}
