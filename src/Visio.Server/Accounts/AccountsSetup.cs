using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Visio.Server.Accounts.Oidc;
using Visio.Server.Data;
using Visio.Server.Settings;

namespace Visio.Server.Accounts;

/// <summary>The services and routes of this feature.</summary>
internal static class AccountsSetup
{
    public static void AddAccounts(this IServiceCollection services, VisioSettings settings)
    {
        // Kept in the data folder, so that a restart signs nobody out.
        services.AddDataProtection()
            .SetApplicationName("visio")
            .PersistKeysToFileSystem(new DirectoryInfo(Path.Combine(settings.DataFolder, "keys")));
        services.AddSingleton<GuestCookie>();
        services.AddIdentityCore<User>();
        services.AddScoped<IUserStore<User>, UserOnlyStore<User, VisioDb, Guid>>();
        services.AddScoped<IPasskeyHandler<User>, PasskeyHandler<User>>();

        // Names, addresses and passwords have rules of our own.
        services.RemoveAll<IUserValidator<User>>();
        services.RemoveAll<IPasswordValidator<User>>();
        services.Configure<IdentityPasskeyOptions>(Passkeys.Configure);

        // PBKDF2 with HMAC-SHA-512; the count is that of OWASP's Password Storage Cheat Sheet.
        services.Configure<PasswordHasherOptions>(hasher => hasher.IterationCount = 210_000);
        services.AddSingleton<Administrators>();
        services.AddSingleton<ChallengeCookie>();
        services.AddScoped<Passkeys>();
        services.AddScoped<Passwords>();
        services.AddScoped<SignInLinks>();
        services.AddScoped<FirstAdministrator>();
        services.AddScoped<LinkedAccount>();
        services.AddScoped<UserAdministration>();
        services.AddScoped<UserMerge>();
        services.AddHostedService<SignInCleanup>();
        services.AddScoped<Users>();
        services.AddScoped<Sessions>();
        services.AddScoped<SessionViews>();
        services.AddOidc();
    }

    /// <summary>Finds out who calls. A session or a guest's cookie counts; applications have their own step after this one.</summary>
    public static void UseCallers(this WebApplication app) => app.Use(async (context, next) =>
    {
        if (context.Request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase))
        {
            Caller? caller = null;
            if (SessionCookie.IdOf(context.Request) is { } session)
            {
                caller = await context.RequestServices.GetRequiredService<Sessions>().FindAsync(session, context.RequestAborted);
            }

            context.Features.Set(caller ?? context.RequestServices.GetRequiredService<GuestCookie>().Read(context.Request) ?? Caller.Anonymous);
        }

        await next(context);
    });

    public static void MapAccounts(this IEndpointRouteBuilder api, VisioSettings settings)
    {
        api.MapSession(settings.Dev);
        api.MapMe(settings.SignsInLocally);
        if (settings.SignsInLocally)
        {
            api.MapLocalSignIn();
            api.MapMyPasskeys();
        }

        api.MapOidc();
    }
}
