using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http.HttpResults;
using Visio.Server.Audit;
using Visio.Server.Data;
using Visio.Server.Hosting;

namespace Visio.Server.Accounts;

/// <summary>Signing in without an identity provider: password, passkey, link.</summary>
internal static class LocalSignInEndpoints
{
    public static void MapLocalSignIn(this IEndpointRouteBuilder api)
    {
        var session = api.MapGroup("/session").WithTags("Session");
        session.MapPost("/password", WithPassword).Allow(Who.Anyone).RequireRateLimiting(RateLimits.Password)
            .WithName("signInWithPassword").WithSummary("Sign in with address and password").ProducesRefusals();
        session.MapPost("/link", WithLink).Allow(Who.Anyone).RequireRateLimiting(RateLimits.Password)
            .WithName("signInWithLink").WithSummary("Sign in with a link that works once").ProducesRefusals()
            .ProducesProblem(StatusCodes.Status400BadRequest);
        session.MapPost("/passkey/options", PasskeyOptions).Allow(Who.Anyone).RequireRateLimiting(RateLimits.Create)
            .WithName("getPasskeySignInOptions").WithSummary("What to give navigator.credentials.get")
            .ProducesProblem(StatusCodes.Status429TooManyRequests);
        session.MapPost("/passkey", WithPasskey).Allow(Who.Anyone).RequireRateLimiting(RateLimits.Create)
            .WithName("signInWithPasskey").WithSummary("Sign in with a passkey").ProducesRefusals();
    }

    private static RouteHandlerBuilder ProducesRefusals(this RouteHandlerBuilder endpoint) =>
        endpoint.ProducesProblem(StatusCodes.Status401Unauthorized).ProducesProblem(StatusCodes.Status403Forbidden)
            .ProducesProblem(StatusCodes.Status429TooManyRequests);

    private static async Task<Results<Ok<SessionView>, ProblemHttpResult>> WithPassword(
        PasswordSignIn request, HttpContext context, Passwords passwords, Sessions sessions, SessionViews views, CancellationToken cancellationToken)
    {
        var user = await passwords.CheckAsync(request.Email, request.Password, cancellationToken);
        return user is null ? AccountProblems.WrongCredentials
            : await OpenAsync(context, user, SignInProof.Password, sessions, views, cancellationToken);
    }

    private static async Task<JsonNode?> PasskeyOptions(HttpContext context, Passkeys passkeys) => JsonNode.Parse(await passkeys.BeginSignInAsync(context));

    private static async Task<Results<Ok<SessionView>, ProblemHttpResult>> WithPasskey(
        PasskeySignIn request, HttpContext context, Passkeys passkeys, Sessions sessions, SessionViews views, CancellationToken cancellationToken)
    {
        var user = await passkeys.SignInAsync(context, request.Credential, cancellationToken);
        return user is null ? AccountProblems.PasskeyRefused
            : await OpenAsync(context, user, SignInProof.Passkey, sessions, views, cancellationToken);
    }

    private static async Task<Results<Ok<SessionView>, ProblemHttpResult>> WithLink(
        LinkSignIn request,
        HttpContext context,
        VisioDb db,
        SignInLinks links,
        LinkedAccount accounts,
        Passwords passwords,
        Sessions sessions,
        SessionViews views,
        CancellationToken cancellationToken)
    {
        if (await links.FindAsync(request.Token, cancellationToken) is not { } link)
        {
            return AccountProblems.LinkInvalid;
        }

        var (user, refused) = await accounts.PrepareAsync(link, request, cancellationToken);
        if (user is null)
        {
            return refused!;
        }

        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        if (!await links.UseUpAsync(link, cancellationToken))
        {
            return AccountProblems.LinkInvalid;
        }

        if (request.Password is not null)
        {
            passwords.Set(user, request.Password);
        }

        db.Record(new(AuditActor.User, user.Id.ToString(), "user.link.use", user.Id.ToString(), null, new { password = request.Password is not null }));
        var opened = await OpenAsync(context, user, SignInProof.Link, sessions, views, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return opened;
    }

    private static async Task<Results<Ok<SessionView>, ProblemHttpResult>> OpenAsync(
        HttpContext context, User user, SignInProof proof, Sessions sessions, SessionViews views, CancellationToken cancellationToken)
    {
        if (user.DisabledAt is not null)
        {
            return AccountProblems.AccountDisabled;
        }

        await sessions.OpenAsync(context, user, proof, cancellationToken);
        return TypedResults.Ok(await views.OfAsync(user, cancellationToken));
    }
}
