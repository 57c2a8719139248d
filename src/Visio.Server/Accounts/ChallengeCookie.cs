using System.Collections.Concurrent;
using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;

namespace Visio.Server.Accounts;

/// <summary>
/// Keeps what a passkey's answer is checked against, in a cookie that we sealed, for five minutes. Used once: what was answered before is
/// remembered until it would have ended anyway. Any thread.
/// </summary>
internal sealed class ChallengeCookie(IDataProtectionProvider protection, TimeProvider time)
{
    public const string Name = "visio_challenge";
    private const string Path = "/api/v1";
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);
    private readonly ConcurrentDictionary<string, DateTimeOffset> _used = new(StringComparer.Ordinal);

    /// <param name="context">The request that is answered.</param>
    /// <param name="purpose">What the challenge is for; it is good for nothing else.</param>
    /// <param name="state">What <see cref="TryTake"/> gives back.</param>
    public void Set(HttpContext context, string purpose, string state) => context.Response.Cookies.Append(
        Name,
        Seal(purpose).Protect($"{(time.GetUtcNow() + Lifetime).ToUnixTimeMilliseconds()} {state}"),
        Options(context));

    /// <summary>Takes the state out of the request's cookie; null where there is none, its time is over, or it was taken before.</summary>
    public string? TryTake(HttpContext context, string purpose)
    {
        if (context.Request.Cookies[Name] is not { Length: > 0 and <= 4000 } cookie)
        {
            return null;
        }

        context.Response.Cookies.Delete(Name, Options(context));
        string[] parts;
        try
        {
            parts = Seal(purpose).Unprotect(cookie).Split(' ', 2);
        }
        catch (CryptographicException)
        {
            return null;
        }

        var now = time.GetUtcNow();
        var until = DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(parts[0], System.Globalization.CultureInfo.InvariantCulture));
        if (until <= now)
        {
            return null;
        }

        foreach (var (old, end) in _used)
        {
            if (end <= now)
            {
                _used.TryRemove(old, out _);
            }
        }

        return _used.TryAdd(parts[1], until) ? parts[1] : null;
    }

    private IDataProtector Seal(string purpose) => protection.CreateProtector("visio.challenge", purpose);

    private static CookieOptions Options(HttpContext context) => new()
    {
        HttpOnly = true,
        IsEssential = true,
        Path = Path,
        SameSite = SameSiteMode.Strict,
        Secure = context.Request.IsHttps,
        MaxAge = Lifetime,
    };
}
