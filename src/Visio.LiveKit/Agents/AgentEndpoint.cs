using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Visio.LiveKit.Signalling;
using Visio.LiveKit.Tokens;

namespace Visio.LiveKit.Agents;

/// <summary><c>/agent</c>: the sockets of workers.</summary>
internal sealed class AgentEndpoint(TokenVerifier tokens, AgentPool pool, TimeProvider time, ILogger<AgentEndpoint> log)
{
    private static readonly TimeSpan PingInterval = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan PingTimeout = TimeSpan.FromSeconds(15);

    public async Task HandleAsync(HttpContext context)
    {
        if (Cors.Apply(context))
        {
            return;
        }

        if (!context.WebSockets.IsWebSocketRequest)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        var verified = await tokens.VerifyAsync(context.Request);
        if (verified.Token?.Video is not { Agent: true })
        {
            await RefuseAsync(context, StatusCodes.Status401Unauthorized, verified.Refusal ?? "permissions denied");
            return;
        }

        if (pool.IsDraining)
        {
            await RefuseAsync(context, StatusCodes.Status503ServiceUnavailable, "server is shutting down");
            return;
        }

        using var socket = await context.WebSockets.AcceptWebSocketAsync(new WebSocketAcceptContext
        {
            KeepAliveInterval = PingInterval,
            KeepAliveTimeout = PingTimeout,
        });
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, pool.Draining);
        await new AgentSession(socket, pool, time, log).RunAsync(ending);
    }

    private static Task RefuseAsync(HttpContext context, int status, string text)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(text, context.RequestAborted);
    }
}
