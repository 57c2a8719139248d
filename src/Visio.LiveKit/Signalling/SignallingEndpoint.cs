using System.Net.WebSockets;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Visio.LiveKit.Rooms;
using Visio.LiveKit.Signalling.Http;
using Visio.LiveKit.Tokens;

namespace Visio.LiveKit.Signalling;

/// <summary>
/// <c>/rtc/v1</c>, <c>/rtc</c>, their <c>validate</c>, and the same sessions over plain requests (<see cref="HttpSignallingEndpoint"/>). A session
/// starts before the upgrade is accepted, so that a refusal is an HTTP status.
/// </summary>
internal sealed class SignallingEndpoint(
    TokenVerifier tokens,
    Func<AccessToken, ValueTask<AccessToken?>>? review,
    RoomDirectory rooms,
    HttpSessions sessions,
    TimeProvider time,
    ILogger<SignallingEndpoint> log)
{
    private static readonly TimeSpan PingInterval = TimeSpan.FromSeconds(45);
    private static readonly TimeSpan PingTimeout = TimeSpan.FromSeconds(45);
    private readonly HttpSignallingEndpoint _http = new(sessions);
    private readonly JoinAttempts _attempts = new(time);

    public Task HandleAsync(HttpContext context)
    {
        if (Cors.Apply(context))
        {
            return Task.CompletedTask;
        }

        var isGet = HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsConnect(context.Request.Method);
        var isPost = HttpMethods.IsPost(context.Request.Method);
        return (isGet, context.Request.Path.Value?.TrimEnd('/')) switch
        {
            (_, "/rtc/http/messages") when isGet || isPost => _http.HandleAsync(context),
            (_, "/rtc/v1/http") when isPost => JoinOverHttpAsync(context, hasTwoConnections: false),
            (_, "/rtc/http") when isPost => JoinOverHttpAsync(context, hasTwoConnections: true),
            (true, "/rtc/v1") => ConnectAsync(context, hasTwoConnections: false),
            (true, "/rtc/v1/validate") => ValidateAsync(context, hasTwoConnections: false),
            (true, "/rtc") => ConnectAsync(context, hasTwoConnections: true),
            (true, "/rtc/validate") => ValidateAsync(context, hasTwoConnections: true),
            _ => AnswerAsync(context, 404, "404 page not found\n"),
        };
    }

    private async Task ValidateAsync(HttpContext context, bool hasTwoConnections)
    {
        var (_, refusal) = await CheckAsync(context, context.Request.Query, hasTwoConnections);
        await (refusal is null ? AnswerAsync(context, 200, "success") : RefuseAsync(context, refusal));
    }

    private async Task ConnectAsync(HttpContext context, bool hasTwoConnections)
    {
        if (!context.WebSockets.IsWebSocketRequest)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        var session = new SignalSession(context.Connection.Id, time, log);
        if (await AdmitAsync(context, context.Request.Query, session, hasTwoConnections, isOverRequests: false) is not { } admission)
        {
            return;
        }

        await ServeAsync(
            session,
            admission,
            () => context.WebSockets.AcceptWebSocketAsync(new WebSocketAcceptContext { KeepAliveInterval = PingInterval, KeepAliveTimeout = PingTimeout }),
            context.RequestAborted);
    }

    private async Task JoinOverHttpAsync(HttpContext context, bool hasTwoConnections)
    {
        if (await HttpSignallingEndpoint.ReadFormAsync(context) is not { } form)
        {
            return;
        }

        var session = new SignalSession(context.Connection.Id, time, log);
        if (await AdmitAsync(context, form, session, hasTwoConnections, isOverRequests: true) is not { } admission)
        {
            return;
        }

        rooms.Counters.CountOverHttp();
        var (key, socket) = sessions.Open();
        _ = ServeOverHttpAsync(session, admission, key, socket);
        await HttpSignallingEndpoint.WriteKeyAsync(context, key);
    }

    // It lives longer than the request that opened it.
    private async Task ServeOverHttpAsync(SignalSession session, Admission admission, string key, PolledSocket socket)
    {
        try
        {
            await ServeAsync(session, admission, () => Task.FromResult<WebSocket>(socket), socket.Gone);
        }
        catch (Exception e)
        {
            log.SessionFailed(e);
        }

        await sessions.ForgetAsync(key);
    }

    private async Task<Admission?> AdmitAsync(
        HttpContext context, IQueryCollection parameters, SignalSession session, bool hasTwoConnections, bool isOverRequests)
    {
        var (join, refusal) = await CheckAsync(context, parameters, hasTwoConnections);
        var admission = join is null
            ? Admission.Refused(refusal!)
            : await _attempts.Join(parameters[JoinAttempts.Parameter].ToString(), isOverRequests, () => rooms.AdmitAsync(join, session));
        if (admission.Refusal is null)
        {
            return admission;
        }

        await RefuseAsync(context, admission.Refusal);
        return null;
    }

    private static async Task ServeAsync(SignalSession session, Admission admission, Func<Task<WebSocket>> open, CancellationToken aborted)
    {
        var end = SessionEnd.Lost;
        try
        {
            using var socket = await open();
            end = await session.RunAsync(socket, r => admission.ReceiveAsync(session, r), aborted);
        }
        finally
        {
            await admission.EndAsync(session, end);
        }
    }

    private async Task<(JoinParameters? Join, Refusal? Refusal)> CheckAsync(HttpContext context, IQueryCollection parameters, bool hasTwoConnections)
    {
        var verified = await tokens.VerifyAsync(context.Request);
        if (!JoinValidation.TryAccept(verified, parameters, hasTwoConnections, out var join, out var refusal)
            || (refusal = rooms.Check(join)) is not null)
        {
            return (null, refusal);
        }

        if (review is null)
        {
            return (join, null);
        }

        // Asked last, so that nobody makes the host look up tokens that are refused anyway.
        try
        {
            return await review(join.Token) is { Video: { } grant } today
                ? (join with { Token = today, Grant = grant }, null)
                : (null, Refusal.Revoked);
        }
        catch (LiveKitUnavailableException)
        {
            return (null, Refusal.NotReviewed);
        }
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
