using Microsoft.AspNetCore.Http;

namespace Visio.LiveKit.Signalling;

/// <summary>
/// LiveKit's interfaces may be used by pages of every origin: what they may do depends on the token alone, never on a cookie.
/// The headers stand on errors too, or pages could not read why they were refused.
/// </summary>
internal static class Cors
{
    /// <summary>Writes the headers; true when the request was a preflight and is answered by them.</summary>
    public static bool Apply(HttpContext context)
    {
        var headers = context.Response.Headers;
        headers.AccessControlAllowOrigin = "*";
        headers.AccessControlExposeHeaders = "*";
        if (!HttpMethods.IsOptions(context.Request.Method))
        {
            return false;
        }

        var asked = context.Request.Headers;
        if (asked.AccessControlRequestMethod.Count > 0)
        {
            headers.AccessControlAllowMethods = "OPTIONS, HEAD, GET, POST, PATCH, DELETE";
            headers.AccessControlMaxAge = "86400";
            headers.Vary = "Origin, Access-Control-Request-Method, Access-Control-Request-Headers";
        }

        if (asked.AccessControlRequestHeaders.Count > 0)
        {
            headers.AccessControlAllowHeaders = asked.AccessControlRequestHeaders;
        }

        context.Response.StatusCode = StatusCodes.Status204NoContent;
        return true;
    }
}
