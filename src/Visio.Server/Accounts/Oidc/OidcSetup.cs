namespace Visio.Server.Accounts.Oidc;

/// <summary>The services and routes of signing in with an identity provider.</summary>
internal static class OidcSetup
{
    public static void AddOidc(this IServiceCollection services)
    {
        services.AddSingleton<ProviderConnection>();
        services.AddSingleton<ProviderMetadata>();
        services.AddSingleton<DecryptionKey>();
        services.AddSingleton<ProviderTokens>();
        services.AddSingleton<SignInAttempts>();
        services.AddSingleton<TokenSeal>();
        services.AddSingleton<ProviderUsers>();
        services.AddSingleton<LogoutTokens>();
        services.AddScoped<CodeExchange>();
        services.AddScoped<ProviderLogout>();
        services.AddHostedService<SessionRevalidation>();
    }

    public static void MapOidc(this IEndpointRouteBuilder api) => api.MapSignIn();
}
