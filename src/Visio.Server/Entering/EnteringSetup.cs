namespace Visio.Server.Entering;

/// <summary>The services and routes of this feature.</summary>
internal static class EnteringSetup
{
    public static void AddEntering(this IServiceCollection services) => _ = services;

    public static void MapEntering(this IEndpointRouteBuilder api) => _ = api;
}
