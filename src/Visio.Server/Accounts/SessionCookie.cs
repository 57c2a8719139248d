using System.Buffers.Text;
using System.Security.Claims;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.DataProtection;
using Visio.Server.Settings;

namespace Visio.Server.Accounts;

/// <summary>The session cookie: sealed with keys that are kept in the data folder, so that a restart signs nobody out.</summary>
internal static class SessionCookie
{
    public const string Scheme = CookieAuthenticationDefaults.AuthenticationScheme;

    public static void AddSessions(this IServiceCollection services, VisioSettings settings)
    {
        services.AddDataProtection()
            .SetApplicationName("visio")
            .PersistKeysToFileSystem(new DirectoryInfo(Path.Combine(settings.DataFolder, "keys")));
        services.AddAuthentication(Scheme).AddCookie(Scheme, cookie =>
        {
            cookie.Cookie.Name = "visio_session";
            cookie.Cookie.HttpOnly = true;
            cookie.Cookie.SameSite = SameSiteMode.Lax;
            cookie.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
            cookie.ExpireTimeSpan = TimeSpan.FromHours(12);
            cookie.SlidingExpiration = true;
        });
        services.AddAuthorization();
    }

    /// <summary>A new session: an opaque id and the name that its holder gave.</summary>
    public static ClaimsPrincipal Open(string displayName) => new(new ClaimsIdentity(
        [
            new Claim(ClaimTypes.NameIdentifier, Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(16))),
            new Claim(ClaimTypes.Name, displayName),
        ],
        Scheme));

    /// <summary>Null where nobody is signed in.</summary>
    public static string? IdOf(ClaimsPrincipal user) => user.FindFirstValue(ClaimTypes.NameIdentifier);

    /// <summary>Null where nobody is signed in.</summary>
    public static string? NameOf(ClaimsPrincipal user) => user.FindFirstValue(ClaimTypes.Name);
}
