using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Visio.LiveKit.Rooms;
using Visio.LiveKit.Tokens;

namespace Visio.LiveKit.Signalling;

/// <summary>
/// <c>/rtc/v1</c> and its <c>validate</c>. A session starts before the upgrade is accepted, so that a refusal is an HTTP status.
/// </summary>
internal sealed class SignallingEndpoint(
    TokenVerifier tokens,
    Func<AccessToken, ValueTask<AccessToken?>>? review,
    RoomDirectory rooms,
    TimeProvider time,
    ILogger<SignallingEndpoint> log)
{
    private static readonly TimeSpan PingInterval = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan PingTimeout = TimeSpan.FromSeconds(15);

    public Task HandleAsync(HttpContext context)
    {
        if (Cors.Apply(context))
        {
            return Task.CompletedTask;
        }

        var isGet = HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsConnect(context.Request.Method);
        return (isGet, context.Request.Path.Value?.TrimEnd('/')) switch
        {
            (true, "/rtc/v1") => ConnectAsync(context),
            (true, "/rtc/v1/validate") => ValidateAsync(context),
            (true, "/rtc") or (true, "/rtc/validate") => RefuseTwoConnectionsAsync(context),
            _ => AnswerAsync(context, 404, "404 page not found\n"),
        };
    }

    private async Task ValidateAsync(HttpContext context)
    {
        var (_, refusal) = await CheckAsync(context);
        await (refusal is null ? AnswerAsync(context, 200, "success") : RefuseAsync(context, refusal));
    }

    private async Task RefuseTwoConnectionsAsync(HttpContext context) =>
        await RefuseAsync(context, JoinValidation.Check(await tokens.VerifyAsync(context.Request)) ?? Refusal.TwoConnections);

    private async Task ConnectAsync(HttpContext context)
    {
        if (!context.WebSockets.IsWebSocketRequest)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        var (join, refusal) = await CheckAsync(context);
        if (join is null)
        {
            await RefuseAsync(context, refusal!);
            return;
        }

        var session = new SignalSession(context.Connection.Id, time, log);
        var admission = await rooms.AdmitAsync(join, session);
        if (admission.Refusal is not null)
        {
            await RefuseAsync(context, admission.Refusal);
            return;
        }

        var end = SessionEnd.Lost;
        try
        {
            using var socket = await context.WebSockets.AcceptWebSocketAsync(new WebSocketAcceptContext
            {
                KeepAliveInterval = PingInterval,
                KeepAliveTimeout = PingTimeout,
            });
            end = await session.RunAsync(socket, r => admission.ReceiveAsync(session, r), context.RequestAborted);
        }
        finally
        {
            await admission.EndAsync(session, end);
        }
    }

    private async Task<(JoinParameters? Join, Refusal? Refusal)> CheckAsync(HttpContext context)
    {
        var verified = await tokens.VerifyAsync(context.Request);
        if (!JoinValidation.TryAccept(verified, context.Request.Query["join_request"].ToString(), out var join, out var refusal)
            || (refusal = rooms.Check(join)) is not null)
        {
            return (null, refusal);
        }

        if (review is null)
        {
            return (join, null);
        }

        // Asked last, so that nobody makes the host look up tokens that are refused anyway.
        return await review(join.Token) is { Video: { } grant } today
            ? (join with { Token = today, Grant = grant }, null)
            : (null, Refusal.Revoked);
    }

    private Task RefuseAsync(HttpContext context, Refusal refusal)
    {
        log.JoinRefused(refusal.Status, refusal.Text);
        rooms.Counters.CountRefused();
        return AnswerAsync(context, refusal.Status, refusal.Text);
    }

    private static Task AnswerAsync(HttpContext context, int status, string text)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(text, context.RequestAborted);
    }
}
