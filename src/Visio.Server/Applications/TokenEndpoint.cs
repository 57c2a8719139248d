using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Visio.Server.Accounts;
using Visio.Server.Data;
using Visio.Server.Hosting;

namespace Visio.Server.Applications;

/// <summary><c>/api/v1/oauth/token</c>: OAuth 2.0 client credentials (RFC 6749 section 4.4), for oneself or for a user.</summary>
internal static class TokenEndpoint
{
    /// <summary>Compared with where there is no such application, so that the answer takes as long.</summary>
    private static readonly string NoHash = ApplicationRegistry.HashOf("");

    public static void MapToken(this IEndpointRouteBuilder api) =>
        api.MapPost("/oauth/token", Issue).Allow(Who.Anyone).WithMetadata(new CookielessAttribute()).RequireRateLimiting(RateLimits.Create)
            .WithTags("Programs").WithName("issueToken").WithSummary("Get an access token with a client id and its secret")
            .Accepts<TokenRequest>("application/x-www-form-urlencoded", "application/json")
            .Produces<TokenAnswer>().Produces<TokenError>(StatusCodes.Status400BadRequest).Produces<TokenError>(StatusCodes.Status401Unauthorized)
            .ProducesProblem(StatusCodes.Status429TooManyRequests);

    private static async Task<IResult> Issue(
        HttpContext context, VisioDb db, ApplicationTokens tokens, ActingUsers users, CancellationToken cancellationToken)
    {
        // RFC 6749 section 5.1
        context.Response.Headers.CacheControl = "no-store";
        var (request, unreadable) = await TokenRequest.ReadAsync(context.Request, cancellationToken);
        if (request is null)
        {
            return Refuse(context, unreadable!);
        }

        var application = request.ClientId is { Length: > 0 and <= 100 } id && id.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-')
            ? await db.Applications.AsNoTracking().SingleOrDefaultAsync(a => a.ClientId == id, cancellationToken)
            : null;
        if (!IsSecret(application, request.ClientSecret) || application!.DisabledAt is not null)
        {
            return Refuse(context, TokenError.InvalidClient);
        }

        if (request.GrantType != "client_credentials")
        {
            return Refuse(context, request.GrantType is null ? TokenError.InvalidRequest("grant_type is missing.") : TokenError.UnsupportedGrantType);
        }

        if (ScopesOf(application, request.Scope) is not { } scopes)
        {
            return Refuse(context, TokenError.InvalidScope);
        }

        Guid? user = null;
        if (request.ActFor is { } address)
        {
            (user, var refusal) = await users.FindAsync(application, address, cancellationToken);
            if (refusal is not null)
            {
                return Refuse(context, refusal);
            }
        }

        return await tokens.IssueAsync(application, user, scopes, cancellationToken) is { } token
            ? TypedResults.Ok(new TokenAnswer(token, "Bearer", (int)ApplicationTokens.Lifetime.TotalSeconds, scopes))
            : Refuse(context, TokenError.InvalidClient);
    }

    private static bool IsSecret(Application? application, string? secret) => CryptographicOperations.FixedTimeEquals(
        Encoding.ASCII.GetBytes(application?.SecretHash ?? NoHash), Encoding.ASCII.GetBytes(ApplicationRegistry.HashOf(secret ?? "")))
        && application is not null && secret is { Length: > 0 };

    /// <summary>What was asked for, or all; null where the application has not got all of it.</summary>
    private static string? ScopesOf(Application application, string? wanted)
    {
        if (string.IsNullOrEmpty(wanted))
        {
            return application.Scopes;
        }

        var has = application.Scopes.Split(' ');
        var asked = wanted.Split(' ', StringSplitOptions.RemoveEmptyEntries).Distinct(StringComparer.Ordinal).ToList();
        return asked.Count > 0 && asked.TrueForAll(scope => has.Contains(scope, StringComparer.Ordinal)) ? string.Join(' ', asked) : null;
    }

    private static IResult Refuse(HttpContext context, TokenError error)
    {
        if (error.Status == StatusCodes.Status401Unauthorized)
        {
            context.Response.Headers.WWWAuthenticate = "Basic realm=\"visio\"";
        }

        return TypedResults.Json(error, statusCode: error.Status);
    }
}
