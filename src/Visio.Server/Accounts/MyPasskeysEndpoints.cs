using System.Buffers.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Visio.Server.Data;
using Visio.Server.Hosting;

namespace Visio.Server.Accounts;

/// <summary><c>/api/v1/me/passkeys</c>: what opens the caller's account beside the password.</summary>
internal static class MyPasskeysEndpoints
{
    public static void MapMyPasskeys(this IEndpointRouteBuilder api)
    {
        var passkeys = api.MapGroup("/me/passkeys").WithTags("Account").ProducesProblem(StatusCodes.Status401Unauthorized);
        passkeys.MapGet("", List).Allow(Who.Users).WithName("listMyPasskeys").WithSummary("My passkeys");
        passkeys.MapPost("/options", Options).Allow(Who.Users).RequireRateLimiting(RateLimits.Create)
            .WithName("getPasskeyOptions").WithSummary("What to give navigator.credentials.create")
            .ProducesProblem(StatusCodes.Status409Conflict).ProducesProblem(StatusCodes.Status429TooManyRequests);
        passkeys.MapPost("", Add).Allow(Who.Users).RequireRateLimiting(RateLimits.Create)
            .WithName("addPasskey").WithSummary("Register a passkey")
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status409Conflict)
            .ProducesProblem(StatusCodes.Status429TooManyRequests);
        passkeys.MapPatch("/{id}", Rename).Allow(Who.Users).WithName("renamePasskey").WithSummary("Call a passkey something else")
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict);
        passkeys.MapDelete("/{id}", Remove).Allow(Who.Users).WithName("removePasskey").WithSummary("Remove a passkey")
            .ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict);
    }

    private static async Task<Ok<PasskeysView>> List(Caller caller, VisioDb db, UserManager<User> manager, CancellationToken cancellationToken)
    {
        var user = await UserAsync(caller, db, cancellationToken);
        var passkeys = await manager.GetPasskeysAsync(user);
        return TypedResults.Ok(new PasskeysView([.. passkeys.OrderBy(p => p.CreatedAt).Select(PasskeyView.Of)]));
    }

    private static async Task<Results<Ok<JsonNode>, ProblemHttpResult>> Options(
        HttpContext context, Caller caller, VisioDb db, Passkeys passkeys, CancellationToken cancellationToken)
    {
        if (await CountAsync(caller, db, cancellationToken) >= Passkeys.MaxPerAccount)
        {
            return AccountProblems.TooManyPasskeys;
        }

        var user = await UserAsync(caller, db, cancellationToken);
        return TypedResults.Ok(JsonNode.Parse(await passkeys.BeginRegistrationAsync(context, user))!);
    }

    private static async Task<Results<Created<PasskeyView>, ProblemHttpResult>> Add(
        AddPasskeyRequest request,
        HttpContext context,
        Caller caller,
        VisioDb db,
        UserManager<User> manager,
        Passkeys passkeys,
        Sessions sessions,
        CancellationToken cancellationToken)
    {
        if (!DisplayName.TryParse(request.Name, out var name))
        {
            return AccountProblems.InvalidDisplayName;
        }

        if (await CountAsync(caller, db, cancellationToken) >= Passkeys.MaxPerAccount)
        {
            return AccountProblems.TooManyPasskeys;
        }

        var user = await UserAsync(caller, db, cancellationToken);
        if (await passkeys.RegisterAsync(context, user, request.Credential) is not { } passkey)
        {
            return AccountProblems.InvalidPasskey;
        }

        passkey.Name = name;
        db.Record(caller.Did("user.passkey.add", user.Id.ToString()));
        if (!(await manager.AddOrUpdatePasskeyAsync(user, passkey)).Succeeded)
        {
            return AccountProblems.InvalidPasskey;
        }

        await sessions.RenewAsync(context, user, cancellationToken);
        return TypedResults.Created((string?)null, PasskeyView.Of(passkey));
    }

    private static async Task<Results<Ok<PasskeyView>, ProblemHttpResult>> Rename(
        string id, RenamePasskeyRequest request, Caller caller, VisioDb db, UserManager<User> manager, CancellationToken cancellationToken)
    {
        if (!DisplayName.TryParse(request.Name, out var name))
        {
            return AccountProblems.InvalidDisplayName;
        }

        var user = await UserAsync(caller, db, cancellationToken);
        if (Find(await manager.GetPasskeysAsync(user), id) is not { } passkey)
        {
            return AccountProblems.PasskeyNotFound;
        }

        passkey.Name = name;
        db.Record(caller.Did("user.passkey.rename", user.Id.ToString()));
        return (await manager.AddOrUpdatePasskeyAsync(user, passkey)).Succeeded
            ? TypedResults.Ok(PasskeyView.Of(passkey))
            : ApiProblem.ForStatus(StatusCodes.Status409Conflict);
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> Remove(
        string id, Caller caller, VisioDb db, UserManager<User> manager, CancellationToken cancellationToken)
    {
        var user = await UserAsync(caller, db, cancellationToken);
        var passkeys = await manager.GetPasskeysAsync(user);
        if (Find(passkeys, id) is not { } passkey)
        {
            return AccountProblems.PasskeyNotFound;
        }

        if (passkeys.Count == 1 && user.PasswordHash is null && !await db.UserLogins.AnyAsync(l => l.UserId == user.Id, cancellationToken))
        {
            return AccountProblems.LastSignInMethod;
        }

        db.Record(caller.Did("user.passkey.remove", user.Id.ToString()));
        await manager.RemovePasskeyAsync(user, passkey.CredentialId);
        return TypedResults.NoContent();
    }

    private static UserPasskeyInfo? Find(IEnumerable<UserPasskeyInfo> passkeys, string id) =>
        passkeys.FirstOrDefault(p => Base64Url.EncodeToString(p.CredentialId) == id);

    private static Task<User> UserAsync(Caller caller, VisioDb db, CancellationToken cancellationToken) =>
        db.Users.SingleAsync(u => u.Id == caller.UserId, cancellationToken);

    private static Task<int> CountAsync(Caller caller, VisioDb db, CancellationToken cancellationToken) =>
        db.UserPasskeys.CountAsync(p => p.UserId == caller.UserId, cancellationToken);
}
