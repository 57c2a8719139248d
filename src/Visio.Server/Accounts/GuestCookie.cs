using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;

namespace Visio.Server.Accounts;

/// <summary>
/// The cookie of somebody without an account: a random key and when it was made, sealed, so that neither can be chosen. It costs no
/// row, and is given when a guest first asks to enter a room.
/// </summary>
internal sealed class GuestCookie(IDataProtectionProvider protection, TimeProvider time)
{
    public const string Name = "visio_guest";
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(1);
    private readonly IDataProtector _seal = protection.CreateProtector("visio.guest");

    /// <summary>The guest that the request's cookie names; null where there is none, or none that we made.</summary>
    public Caller? Read(HttpRequest request)
    {
        if (request.Cookies[Name] is not { Length: > 0 and <= 500 } text)
        {
            return null;
        }

        try
        {
            var parts = _seal.Unprotect(text).Split(' ');
            var since = DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(parts[1], CultureInfo.InvariantCulture));
            return since + Lifetime < time.GetUtcNow() ? null : Guest(parts[0], since);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    /// <summary>Gives the caller a guest's session where it has none.</summary>
    public Caller Ensure(HttpContext context, Caller caller)
    {
        if (caller.Kind != CallerKind.Anonymous)
        {
            return caller;
        }

        var key = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(16));
        var now = time.GetUtcNow();
        context.Response.Cookies.Append(
            Name,
            _seal.Protect(string.Create(CultureInfo.InvariantCulture, $"{key} {now.ToUnixTimeMilliseconds()}")),
            new()
            {
                HttpOnly = true,
                IsEssential = true,
                Path = "/",
                SameSite = SameSiteMode.Lax,
                Secure = context.Request.IsHttps,
                Expires = now + Lifetime,
            });
        var guest = Guest(key, now);
        context.Features.Set(guest);
        return guest;
    }

    private static Caller Guest(string key, DateTimeOffset since) => new() { Kind = CallerKind.Guest, GuestKey = key, GuestSince = since };
}
