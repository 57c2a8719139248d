using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.EntityFrameworkCore;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Visio.Server.Audit;
using Visio.Server.Data;
using Visio.Server.Hosting;
using Visio.Server.Policies;
using Visio.Server.Settings;

namespace Visio.Server.Accounts.Oidc;

/// <summary><c>/api/v1/auth/oidc</c>: signing in and out with the identity provider. Browsers are sent here, so refusals are redirections.</summary>
internal static class OidcEndpoints
{
    /// <summary>What a page says that asked silently and learnt that nobody is signed in.</summary>
    private const string SilentParameter = "signin";

    public static void MapSignIn(this IEndpointRouteBuilder api)
    {
        var oidc = api.MapGroup("/auth/oidc").WithTags("Sign-in");
        oidc.MapGet("/start", Start).Allow(Who.Anyone).RequireRateLimiting(RateLimits.Join)
            .WithName("startSignIn").WithSummary("Go to the identity provider")
            .Produces(StatusCodes.Status302Found).ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status429TooManyRequests);
        oidc.MapGet("/callback", Callback).Allow(Who.Anyone).RequireRateLimiting(RateLimits.Join)
            .WithName("completeSignIn").WithSummary("Come back from the identity provider")
            .Produces(StatusCodes.Status302Found).ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status429TooManyRequests);
        oidc.MapGet("/signed-out", SignedOut).Allow(Who.Anyone)
            .WithName("completeSignOut").WithSummary("Come back from signing out at the identity provider")
            .Produces(StatusCodes.Status302Found);
        oidc.MapPost("/backchannel-logout", BackChannelLogout).Allow(Who.Anyone).WithMetadata(new CookielessAttribute())
            .WithName("backChannelLogout").WithSummary("The identity provider signs somebody out (OpenID Connect Back-Channel Logout 1.0)")
            .DisableAntiforgery();
        oidc.MapGet("/jwks", Keys).Allow(Who.Anyone)
            .WithName("getEncryptionKeys").WithSummary("The public key that the identity provider may encrypt for (RFC 7517)");
    }

    /// <summary>An address of these endpoints as the browser knows it: what the provider has on record.</summary>
    public static string AddressOf(HttpContext context, string endpoint) =>
        $"{context.Request.Scheme}://{context.Request.Host.ToUriComponent()}{SignInAttempts.CookiePath}/{endpoint}";

    private static async Task<Results<RedirectHttpResult, ProblemHttpResult>> Start(
        [FromQuery] string? returnTo,
        [FromQuery] bool? silent,
        [FromQuery] string? assurance,
        [FromQuery(Name = "login_hint")] string? loginHint,
        HttpContext context,
        VisioSettings settings,
        ProviderMetadata metadata,
        SignInAttempts attempts,
        PolicyStore policies,
        ILogger<SignInAttempts> logger,
        CancellationToken cancellationToken)
    {
        if (settings.Oidc.Issuer.Length == 0)
        {
            return ApiProblem.ForStatus(StatusCodes.Status404NotFound);
        }

        if (DemandOf(assurance) is not { } demanded)
        {
            return AccountProblems.InvalidAssurance;
        }

        context.Response.Headers.CacheControl = "no-store";
        var path = ReturnPath.Of(returnTo);
        OpenIdConnectConfiguration provider;
        try
        {
            provider = await metadata.CurrentAsync(cancellationToken);
        }
        catch (OidcException failed)
        {
            logger.LogWarning("Nobody can sign in: {Reason}", failed.Message);
            return Refuse(failed.Problem, path, silent is true);
        }

        var attempt = attempts.Begin(context, path, silent is true, demanded);
        var oidc = settings.Oidc;
        var parameters = new Dictionary<string, string?>
        {
            ["response_type"] = "code",
            ["client_id"] = oidc.ClientId,
            ["redirect_uri"] = AddressOf(context, "callback"),
            ["scope"] = oidc.Scopes,
            ["state"] = attempt.State,
            ["nonce"] = attempt.Nonce,

            // RFC 7636 §4.2.
            ["code_challenge"] = Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(attempt.Verifier))),
            ["code_challenge_method"] = "S256",
            ["claims"] = new AssuranceDemand(oidc, await policies.CurrentAsync(cancellationToken), attempt.Assurance).ClaimsParameter,
            ["acr_values"] = oidc.AcrValues is { Length: > 0 } acr ? acr : null,
            ["max_age"] = oidc.MaxAuthenticationAge > TimeSpan.Zero
                ? ((long)oidc.MaxAuthenticationAge.TotalSeconds).ToString(CultureInfo.InvariantCulture)
                : null,
            ["prompt"] = attempt.Silent ? "none" : null,
            ["login_hint"] = EmailAddress.TryParse(loginHint, out var hint) ? hint : null,
        };
        return TypedResults.Redirect(QueryHelpers.AddQueryString(provider.AuthorizationEndpoint, parameters));
    }

    private static async Task<Results<RedirectHttpResult, ProblemHttpResult>> Callback(
        HttpContext context,
        VisioSettings settings,
        ProviderMetadata metadata,
        SignInAttempts attempts,
        CodeExchange exchange,
        ProviderUsers users,
        Sessions sessions,
        VisioDb db,
        ILogger<SignInAttempts> logger,
        CancellationToken cancellationToken)
    {
        if (settings.Oidc.Issuer.Length == 0)
        {
            return ApiProblem.ForStatus(StatusCodes.Status404NotFound);
        }

        context.Response.Headers.CacheControl = "no-store";
        var query = context.Request.Query;
        if (query["state"] is not [{ Length: > 0 and <= 200 } state] || attempts.Take(context, state) is not { } attempt)
        {
            return Refuse(SignInProblems.Expired, "/", silent: false);
        }

        try
        {
            CheckIssuer(query["iss"], settings.Oidc.Issuer, await metadata.CurrentAsync(cancellationToken));
            if (query["error"] is [{ Length: > 0 } error, ..])
            {
                throw new OidcException(SignInProblems.Refused, $"The provider answered {OneLine(error)}: {OneLine(query["error_description"].ToString())}");
            }

            if (query["code"] is not [{ Length: > 0 } code])
            {
                throw OidcException.Untrusted("The callback has no code.");
            }

            var signedIn = await exchange.CompleteAsync(code, attempt, AddressOf(context, "callback"), cancellationToken);
            var id = await users.FindOrCreateAsync(signedIn.Who, settings.Oidc.CreateUsers, cancellationToken);
            await sessions.OpenAsync(context, await db.Users.SingleAsync(u => u.Id == id, cancellationToken), signedIn.Proof, cancellationToken);
            return TypedResults.Redirect(attempt.ReturnTo);
        }
        catch (OidcException failed)
        {
            logger.Log(
                attempt.Silent && failed.Problem == SignInProblems.Refused ? LogLevel.Debug : LogLevel.Warning,
                "A sign-in failed ({Problem}): {Reason}",
                failed.Problem,
                failed.Message);
            return Refuse(failed.Problem, attempt.ReturnTo, attempt.Silent);
        }
    }

    /// <summary>Some providers come here twice, or without the state that they were given.</summary>
    private static RedirectHttpResult SignedOut() => TypedResults.Redirect("/");

    private static async Task<Results<Ok, BadRequest<LogoutRefusal>, ProblemHttpResult>> BackChannelLogout(
        HttpContext context,
        VisioSettings settings,
        LogoutTokens tokens,
        Sessions sessions,
        VisioDb db,
        ILogger<SignInAttempts> logger,
        CancellationToken cancellationToken)
    {
        if (settings.Oidc.Issuer.Length == 0)
        {
            return ApiProblem.ForStatus(StatusCodes.Status404NotFound);
        }

        // Back-Channel Logout 1.0 §2.8.
        context.Response.Headers.CacheControl = "no-store";
        try
        {
            if (!context.Request.HasFormContentType || (await context.Request.ReadFormAsync(cancellationToken))["logout_token"] is not [{ Length: > 0 } token])
            {
                throw OidcException.Untrusted("There is no logout_token.");
            }

            var (subject, session) = await tokens.ReadAsync(token, cancellationToken);
            var signedOut = db.Sessions.Where(s => s.Issuer == settings.Oidc.Issuer && s.RevokedAt == null
                && (subject == null || s.Subject == subject) && (session == null || s.ProviderSession == session));
            foreach (var user in await signedOut.Select(s => s.UserId).Distinct().ToListAsync(cancellationToken))
            {
                db.Record(new(AuditActor.IdentityProvider, settings.Oidc.Issuer, "session.revoke", user.ToString(), null, new { reason = "back_channel_logout" }));
            }

            await sessions.RevokeOfProviderAsync(settings.Oidc.Issuer, subject, session, cancellationToken);
            return TypedResults.Ok();
        }
        catch (OidcException refused)
        {
            logger.LogWarning("A logout of the identity provider was refused: {Reason}", refused.Message);
            return TypedResults.BadRequest(new LogoutRefusal("invalid_request", refused.Message));
        }
        catch (InvalidDataException)
        {
            return TypedResults.BadRequest(new LogoutRefusal("invalid_request", "The form cannot be read."));
        }
    }

    private static JsonHttpResult<object> Keys(DecryptionKey key) => TypedResults.Json(key.PublicKeys);

    private static DemandedAssurance? DemandOf(string? assurance) => assurance switch
    {
        null or "" => DemandedAssurance.Anybody,
        "host" => DemandedAssurance.Host,
        "admin" => DemandedAssurance.Admin,
        _ => null,
    };

    /// <summary>RFC 9207 §2.4: whose answer this is, so that another provider's is not taken for ours.</summary>
    private static void CheckIssuer(IReadOnlyList<string?> found, string issuer, OpenIdConnectConfiguration provider)
    {
        if (found.Count == 0 ? provider.AuthorizationResponseIssParameterSupported : found.Count > 1 || found[0] != issuer)
        {
            throw OidcException.Untrusted("The callback is not our provider's (iss).");
        }
    }

    private static RedirectHttpResult Refuse(string problem, string returnTo, bool silent) => TypedResults.Redirect(silent
        ? ReturnPath.With(returnTo, SilentParameter, "none")
        : ReturnPath.With($"/sign-in?problem={problem}", "returnTo", returnTo));

    /// <summary>Foreign text for the log: short, and without line breaks that would fake another entry.</summary>
    private static string OneLine(string text) => new([.. text.Take(200).Select(c => char.IsControl(c) ? ' ' : c)]);
}
