using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;

namespace Visio.Server.Accounts.Oidc;

/// <summary>
/// The attempts of a browser, each in a sealed cookie of its own, so that several tabs can sign in at once and none overwrites what
/// another began. The server keeps nothing.
/// </summary>
internal sealed class SignInAttempts(IDataProtectionProvider protection, TimeProvider time)
{
    public const string CookiePrefix = "visio_attempt_";

    /// <summary>The cookies go only where they are read.</summary>
    public const string CookiePath = "/api/v1/auth/oidc";

    /// <summary>In one browser; the oldest gives way. Ten cookies of half a kilobyte still fit into what proxies take as headers.</summary>
    public const int MaxAtOnce = 10;

    /// <summary>A person may have to find a telephone first.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(15);

    private readonly IDataProtector _seal = protection.CreateProtector("visio.oidc.attempt");

    public SignInAttempt Begin(HttpContext context, string returnTo, bool silent, DemandedAssurance assurance)
    {
        var attempt = new SignInAttempt(Random(), Random(), Random(), returnTo, silent, assurance, time.GetUtcNow());
        var others = context.Request.Cookies.Where(cookie => cookie.Key.StartsWith(CookiePrefix, StringComparison.Ordinal))
            .Select(cookie => (cookie.Key, Attempt: Open(cookie.Value)))
            .OrderByDescending(other => other.Attempt?.StartedAt ?? DateTimeOffset.MinValue);
        foreach (var (name, _) in others.Skip(MaxAtOnce - 1))
        {
            context.Response.Cookies.Delete(name, Options(context, null));
        }

        context.Response.Cookies.Append(NameOf(attempt.State), _seal.Protect(JsonSerializer.Serialize(attempt)), Options(context, attempt.StartedAt + Lifetime));
        return attempt;
    }

    /// <summary>The attempt that a callback belongs to; null where this browser began none, or long ago. It cannot be taken again.</summary>
    public SignInAttempt? Take(HttpContext context, string state)
    {
        var name = NameOf(state);
        if (context.Request.Cookies[name] is not { } text)
        {
            return null;
        }

        context.Response.Cookies.Delete(name, Options(context, null));
        return Open(text) is { } attempt
            && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(attempt.State), Encoding.UTF8.GetBytes(state))
            ? attempt
            : null;
    }

    private SignInAttempt? Open(string text)
    {
        try
        {
            var attempt = JsonSerializer.Deserialize<SignInAttempt>(_seal.Unprotect(text));
            return attempt is not null && attempt.StartedAt + Lifetime > time.GetUtcNow() ? attempt : null;
        }
        catch (Exception notOurs) when (notOurs is CryptographicException or JsonException)
        {
            return null;
        }
    }

    private static string NameOf(string state) =>
        CookiePrefix + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(state)).AsSpan(0, 8));

    private static string Random() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    // Lax: the callback is a navigation that comes from the provider's page.
    private static CookieOptions Options(HttpContext context, DateTimeOffset? expires) => new()
    {
        HttpOnly = true,
        IsEssential = true,
        Path = CookiePath,
        SameSite = SameSiteMode.Lax,
        Secure = context.Request.IsHttps,
        Expires = expires,
    };
}
