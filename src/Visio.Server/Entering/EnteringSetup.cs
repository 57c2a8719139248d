namespace Visio.Server.Entering;

/// <summary>The services and routes of this feature.</summary>
internal static class EnteringSetup
{
    public static void AddEntering(this IServiceCollection services) => services.AddScoped<EntryFacts>();

    public static void MapEntering(this IEndpointRouteBuilder api) => api.MapJoin();
}
