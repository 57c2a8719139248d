using System.Globalization;
using System.Net.Mime;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;

namespace Visio.LiveKit.Signalling.Http;

/// <summary>
/// Signalling for clients whose proxies let no WebSocket through. <c>POST /rtc/v1/http</c> or <c>/rtc/http</c> joins, with the parameters of
/// the WebSocket's address as its form, and answers a key. With it as bearer token, <c>GET /rtc/http/messages?after=N</c> waits for the
/// messages after the first N, and <c>POST /rtc/http/messages?first=N</c> brings those from number N on.
/// <para>
/// Each answer is whole: proxies that scan what passes hold an answer back until it ends, so that one which is written little by little
/// would never arrive.
/// </para>
/// </summary>
internal sealed class HttpSignallingEndpoint(HttpSessions sessions)
{
    /// <summary>How long a request waits for messages: below the shortest idle time after which proxies are known to cut, and a ping in both directions.</summary>
    public static readonly TimeSpan Wait = TimeSpan.FromSeconds(8);

    /// <summary>The largest body taken: one message as large as any may be, with some room for others.</summary>
    public const int MaxBody = SignalCodec.MaxMessageSize + (64 * 1024);

    /// <summary>The largest form of a join: what fits into the request line of a WebSocket.</summary>
    private const int MaxForm = 64 * 1024;

    private const string Bearer = "Bearer ";

    /// <summary>The parameters of a join; null when there are too many, and the answer is given.</summary>
    public static async Task<IQueryCollection?> ReadFormAsync(HttpContext context)
    {
        if (await ReadBodyAsync(context, MaxForm) is not { } body)
        {
            return null;
        }

        return new QueryCollection(QueryHelpers.ParseQuery(Encoding.UTF8.GetString(body)));
    }

    /// <summary>Answers the key of the session that has begun.</summary>
    public static Task WriteKeyAsync(HttpContext context, string key)
    {
        context.Response.StatusCode = StatusCodes.Status201Created;
        return WriteAsync(context, Encoding.ASCII.GetBytes(key), MediaTypeNames.Text.Plain);
    }

    /// <summary>Serves <c>/rtc/http/messages</c>.</summary>
    public async Task HandleAsync(HttpContext context)
    {
        var authorization = context.Request.Headers.Authorization.ToString();
        if (!authorization.StartsWith(Bearer, StringComparison.Ordinal) || !sessions.TryFind(authorization[Bearer.Length..], out var socket))
        {
            await AnswerAsync(context, StatusCodes.Status410Gone, "no such signalling session");
            return;
        }

        try
        {
            await (HttpMethods.IsPost(context.Request.Method) ? TakeAsync(context, socket) : PollAsync(context, socket));
        }
        catch (OperationCanceledException)
        {
            // The client is gone, or has made the same request again: nobody reads this answer, but for a proxy perhaps.
            context.Response.StatusCode = StatusCodes.Status409Conflict;
        }
    }

    private static async Task PollAsync(HttpContext context, PolledSocket socket)
    {
        if (!TryReadNumber(context.Request.Query["after"], out var after))
        {
            await AnswerAsync(context, StatusCodes.Status400BadRequest, "after must be a number");
            return;
        }

        var answer = await socket.PollAsync(after, Wait, context.RequestAborted);
        await (answer.Outcome switch
        {
            PollOutcome.Messages => WriteAsync(context, answer.Body, MediaTypeNames.Application.Octet),
            PollOutcome.Nothing => WriteNothingAsync(context),
            PollOutcome.Ended => AnswerAsync(context, StatusCodes.Status410Gone, "the signalling session is over"),
            PollOutcome.Superseded => AnswerAsync(context, StatusCodes.Status409Conflict, "asked again since"),
            _ => AnswerAsync(context, StatusCodes.Status409Conflict, "no such message"),
        });
    }

    private static async Task TakeAsync(HttpContext context, PolledSocket socket)
    {
        if (!TryReadNumber(context.Request.Query["first"], out var first))
        {
            await AnswerAsync(context, StatusCodes.Status400BadRequest, "first must be a number");
            return;
        }

        if (await ReadBodyAsync(context, MaxBody) is not { } body)
        {
            return;
        }

        if (!SignalFrame.TryReadAll(body, out var frames))
        {
            await AnswerAsync(context, StatusCodes.Status400BadRequest, "signalling messages cannot be read");
            return;
        }

        await (await socket.TakeAsync(first, frames, context.RequestAborted)
            ? WriteNothingAsync(context)
            : AnswerAsync(context, StatusCodes.Status409Conflict, "messages before these are missing"));
    }

    // Null when it is too large, and said so.
    private static async Task<byte[]?> ReadBodyAsync(HttpContext context, int limit)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = limit;
        }

        using var body = new MemoryStream();
        try
        {
            await context.Request.Body.CopyToAsync(body, context.RequestAborted);
            return body.ToArray();
        }
        catch (BadHttpRequestException e) when (e.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            await AnswerAsync(context, StatusCodes.Status413PayloadTooLarge, "signalling message too large");
            return null;
        }
    }

    private static bool TryReadNumber(string? text, out long number) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);

    private static Task WriteNothingAsync(HttpContext context)
    {
        context.Response.Headers.CacheControl = "no-store";
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }

    private static Task AnswerAsync(HttpContext context, int status, string text)
    {
        context.Response.StatusCode = status;
        return WriteAsync(context, Encoding.UTF8.GetBytes(text), "text/plain; charset=utf-8");
    }

    // no-transform: proxies that recompress would have to hold the answer back.
    private static async Task WriteAsync(HttpContext context, byte[] body, string type)
    {
        context.Response.Headers.CacheControl = "no-store, no-transform";
        context.Response.ContentType = type;
        context.Response.ContentLength = body.Length;
        await context.Response.Body.WriteAsync(body, context.RequestAborted);
    }
}
