using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Visio.Server.Accounts;

/// <summary>The cookie of a session: a secret of 256 random bits. The database knows only its hash.</summary>
internal static class SessionCookie
{
    public const string Name = "visio_session";

    /// <summary>The <see cref="Session.Id"/> of the cookie that a request carries; null where there is none.</summary>
    public static string? IdOf(HttpRequest request) => request.Cookies[Name] is { Length: > 0 and <= 100 } secret ? Hash(secret) : null;

    public static string NewSecret() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    public static string Hash(string secret) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));

    public static void Set(HttpContext context, string secret, DateTimeOffset expiresAt) =>
        context.Response.Cookies.Append(Name, secret, Options(context, expiresAt));

    public static void Remove(HttpContext context) => context.Response.Cookies.Delete(Name, Options(context, null));

    private static CookieOptions Options(HttpContext context, DateTimeOffset? expiresAt) => new()
    {
        HttpOnly = true,
        IsEssential = true,
        Path = "/",
        SameSite = SameSiteMode.Lax,
        Secure = context.Request.IsHttps,
        Expires = expiresAt,
    };
}
