namespace Visio.Server.Entering;

/// <summary>The services and routes of this feature.</summary>
internal static class EnteringSetup
{
    public static void AddEntering(this IServiceCollection services)
    {
        services.AddSingleton<Lobbies>();
        services.AddSingleton<HostLines>();
        services.AddSingleton<RoomTurns>();
        services.AddSingleton<LobbyWatch>();
        services.AddHostedService(provider => provider.GetRequiredService<LobbyWatch>());
        services.AddScoped<AdmissionWriter>();
        services.AddScoped<Admitting>();
        services.AddScoped<EntryFacts>();
        services.AddScoped<LobbyHosts>();
        services.AddScoped<LobbyReview>();
        services.AddScoped<OpenSessions>();
        services.AddScoped<RoomCapacity>();
    }

    public static void MapEntering(this IEndpointRouteBuilder api)
    {
        api.MapJoin();
        api.MapInside();
        api.MapLobbyWait();
        api.MapLobby();
        api.MapHostEvents();
    }
}
