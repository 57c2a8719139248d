using Visio.Server.Applications.ResourceServer;

namespace Visio.Server.Applications;

/// <summary>The services and routes of this feature.</summary>
internal static class ApplicationsSetup
{
    public static void AddApplications(this IServiceCollection services)
    {
        services.AddScoped<ApplicationRegistry>();
        services.AddScoped<ApplicationTokens>();
        services.AddScoped<ActingUsers>();
        services.AddSingleton<ProviderIntrospection>();
        services.AddScoped<TokenIntrospection>();
        services.AddSingleton<WebhookSecrets>();
        services.AddSingleton<WebhookConnector>();
        services.AddSingleton<WebhookSender>();
        services.AddSingleton<WebhookDispatcher>();
        services.AddHostedService(provider => provider.GetRequiredService<WebhookDispatcher>());
        services.AddHostedService<WebhookQueue>();
    }

    /// <summary>Finds out which application calls, where a request carries a bearer token (RFC 6750).</summary>
    public static void UseApplicationCallers(this WebApplication app) => app.UseMiddleware<BearerAuthentication>();

    public static void MapApplications(this IEndpointRouteBuilder api) => api.MapToken();
}
