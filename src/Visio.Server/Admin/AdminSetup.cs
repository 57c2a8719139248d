using Visio.Server.Accounts;

namespace Visio.Server.Admin;

/// <summary>The services and routes of this feature.</summary>
internal static class AdminSetup
{
    public static void AddAdmin(this IServiceCollection services)
    {
        services.AddScoped<UsageReport>();
        services.AddSingleton<Retention>();
        services.AddHostedService(provider => provider.GetRequiredService<Retention>());
    }

    /// <summary><c>/api/v1/admin</c>. Every route is for administrators, whatever else is said about it.</summary>
    public static void MapAdmin(this IEndpointRouteBuilder api)
    {
        var admin = api.MapGroup("/admin").WithTags("Administration").Allow(Who.Admins)
            .ProducesProblem(StatusCodes.Status401Unauthorized).ProducesProblem(StatusCodes.Status403Forbidden);
        admin.MapPolicy();
        admin.MapApplicationAdministration();
        admin.MapWebhooks();
        admin.MapUserAdministration();
        admin.MapRoomAdministration();
        admin.MapLiveMeetings();
        admin.MapUsage();
        admin.MapAudit();
    }
}
