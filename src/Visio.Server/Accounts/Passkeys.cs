using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Visio.Server.Data;

namespace Visio.Server.Accounts;

/// <summary>
/// Registers passkeys and signs in with them (Web Authentication Level 3 §7). ASP.NET Core Identity checks challenge, origin, relying party,
/// user verification, signature and counter; the address need not be typed, since the authenticator knows whose key it is.
/// </summary>
internal sealed class Passkeys(VisioDb db, UserManager<User> manager, IPasskeyHandler<User> handler, ChallengeCookie challenges)
{
    public const int MaxPerAccount = 20;
    private const string ToSignIn = "sign-in";
    private const string ToRegister = "register";

    /// <summary>The relying party is the host of the request, the origin exactly the one that the request was sent to.</summary>
    public static void Configure(IdentityPasskeyOptions options)
    {
        options.UserVerificationRequirement = "required";
        options.ResidentKeyRequirement = "required";
        options.AttestationConveyancePreference = "none";
        options.ValidateOrigin = origin =>
        {
            var request = origin.HttpContext.Request;
            return ValueTask.FromResult(!origin.CrossOrigin
                && string.Equals(origin.Origin, $"{request.Scheme}://{request.Host.ToUriComponent()}", StringComparison.OrdinalIgnoreCase));
        };
    }

    /// <summary>The JSON for <c>navigator.credentials.get</c>.</summary>
    public async Task<string> BeginSignInAsync(HttpContext context)
    {
        var options = await handler.MakeRequestOptionsAsync(null, context);
        challenges.Set(context, ToSignIn, options.AssertionState ?? "");
        return options.RequestOptionsJson;
    }

    /// <summary>The account that a passkey opens; it may be disabled. Null where it opens none.</summary>
    public async Task<User?> SignInAsync(HttpContext context, JsonElement? credential, CancellationToken cancellationToken)
    {
        if (challenges.TryTake(context, ToSignIn) is not { } state || credential is not { ValueKind: JsonValueKind.Object } json)
        {
            return null;
        }

        var result = await handler.PerformAssertionAsync(new()
        {
            HttpContext = context,
            CredentialJson = await OfPresentOwnerAsync(json, cancellationToken),
            AssertionState = state,
        });
        if (!result.Succeeded)
        {
            return null;
        }

        // The counter is kept. Of two answers with one counter the second fails here: the account has changed since it was read.
        return (await manager.AddOrUpdatePasskeyAsync(result.User, result.Passkey)).Succeeded ? result.User : null;
    }

    /// <summary>The JSON for <c>navigator.credentials.create</c>.</summary>
    public async Task<string> BeginRegistrationAsync(HttpContext context, User user)
    {
        var options = await handler.MakeCreationOptionsAsync(
            new() { Id = user.Id.ToString(), Name = user.Email ?? user.DisplayName, DisplayName = user.DisplayName }, context);
        challenges.Set(context, ToRegister, options.AttestationState ?? "");
        return options.CreationOptionsJson;
    }

    /// <summary>The passkey that the authenticator made for the user, not stored yet; null where it cannot be taken.</summary>
    public async Task<UserPasskeyInfo?> RegisterAsync(HttpContext context, User user, JsonElement? credential)
    {
        if (challenges.TryTake(context, ToRegister) is not { } state || credential is not { ValueKind: JsonValueKind.Object } json)
        {
            return null;
        }

        var result = await handler.PerformAttestationAsync(new() { HttpContext = context, CredentialJson = json.GetRawText(), AttestationState = state });
        return result.Succeeded && result.UserEntity.Id == user.Id.ToString() && await manager.FindByPasskeyIdAsync(result.Passkey.CredentialId) is null
            ? result.Passkey
            : null;
    }

    /// <summary>
    /// An authenticator says for good whose key it is, by the account's id of then. Where that account has been merged into another, the
    /// present owner stands in: the signature is checked with the key that this credential was registered with in any case.
    /// </summary>
    private async Task<string> OfPresentOwnerAsync(JsonElement credential, CancellationToken cancellationToken)
    {
        var node = JsonNode.Parse(credential.GetRawText())!;
        if (node["response"] is not JsonObject response || TextOf(response["userHandle"]) is not { } handle || TextOf(node["id"]) is not { } id
            || !TryDecode(handle, out var name) || !Guid.TryParse(Encoding.UTF8.GetString(name), out var named)
            || !TryDecode(id, out var credentialId) || await db.Users.AnyAsync(u => u.Id == named, cancellationToken))
        {
            return credential.GetRawText();
        }

        var owner = await db.UserPasskeys.Where(p => p.CredentialId == credentialId).Select(p => (Guid?)p.UserId).SingleOrDefaultAsync(cancellationToken);
        if (owner is { } present)
        {
            response["userHandle"] = Base64Url.EncodeToString(Encoding.UTF8.GetBytes(present.ToString()));
        }

        return node.ToJsonString();
    }

    private static string? TextOf(JsonNode? node) => node is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    private static bool TryDecode(string text, out byte[] bytes)
    {
        bytes = new byte[Base64Url.GetMaxDecodedLength(text.Length)];
        if (!Base64Url.TryDecodeFromChars(text, bytes, out var length))
        {
            return false;
        }

        bytes = bytes[..length];
        return true;
    }
}
