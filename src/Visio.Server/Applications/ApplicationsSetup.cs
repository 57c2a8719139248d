using Visio.Server.Settings;

namespace Visio.Server.Applications;

/// <summary>The services and routes of this feature.</summary>
internal static class ApplicationsSetup
{
    public static void AddApplications(this IServiceCollection services, VisioSettings settings) => _ = (services, settings);

    /// <summary>Finds out which application calls, where a request carries a bearer token (RFC 6750).</summary>
    public static void UseApplicationCallers(this WebApplication app) => _ = app;

    public static void MapApplications(this IEndpointRouteBuilder api) => _ = api;
}
