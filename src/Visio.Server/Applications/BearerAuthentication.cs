using System.Net.Http.Headers;
using Visio.Server.Accounts;
using Visio.Server.Accounts.Oidc;
using Visio.Server.Applications.ResourceServer;
using Visio.Server.Hosting;

namespace Visio.Server.Applications;

/// <summary>
/// Finds out which application calls, where a request to the API carries a bearer token (RFC 6750 section 2.1). A token that is not
/// valid is refused even where none is needed, and a cookie beside it does not count. Endpoints that authenticate by themselves do not look.
/// </summary>
internal sealed class BearerAuthentication(RequestDelegate next)
{
    public async Task InvokeAsync(HttpContext context, ApplicationTokens tokens, TokenIntrospection introspection, ILogger<BearerAuthentication> logger)
    {
        if (!context.Request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase)
            || context.GetEndpoint()?.Metadata.GetMetadata<CookielessAttribute>() is not null
            || TokenOf(context.Request) is not { } token)
        {
            await next(context);
            return;
        }

        Caller? caller;
        try
        {
            caller = await tokens.FindAsync(token, context.RequestAborted) ?? await introspection.FindAsync(token, context.RequestAborted);
        }
        catch (OidcException failed)
        {
            logger.LogWarning("An access token cannot be checked with the identity provider: {Reason}", failed.Message);
            await ApplicationProblems.ProviderUnavailable.ExecuteAsync(context);
            return;
        }

        if (caller is null)
        {
            // RFC 6750 section 3.1
            context.Response.Headers.WWWAuthenticate = "Bearer realm=\"visio\", error=\"invalid_token\"";
            await ApplicationProblems.InvalidToken.ExecuteAsync(context);
            return;
        }

        context.Features.Set(caller);
        if (context.GetEndpoint()?.Metadata.GetMetadata<EndpointAccess>() is { Scope: { } scope } access && !access.Allows(caller))
        {
            // RFC 6750 section 3.1: what the token lacks. The refusal itself is that of every endpoint.
            context.Response.Headers.WWWAuthenticate = $"Bearer realm=\"visio\", error=\"insufficient_scope\", scope=\"{scope}\"";
        }

        await next(context);
    }

    /// <summary>Null where the request has no such header. What other schemes say is for whoever stands in front of us.</summary>
    private static string? TokenOf(HttpRequest request) =>
        AuthenticationHeaderValue.TryParse(request.Headers.Authorization, out var header) && "Bearer".Equals(header.Scheme, StringComparison.OrdinalIgnoreCase)
            ? header.Parameter ?? ""
            : null;
}
