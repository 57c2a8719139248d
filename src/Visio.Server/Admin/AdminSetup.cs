namespace Visio.Server.Admin;

/// <summary>The services and routes of this feature.</summary>
internal static class AdminSetup
{
    public static void AddAdmin(this IServiceCollection services) => _ = services;

    public static void MapAdmin(this IEndpointRouteBuilder api) => _ = api;
}
