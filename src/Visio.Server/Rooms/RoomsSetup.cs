namespace Visio.Server.Rooms;

/// <summary>The services and routes of this feature.</summary>
internal static class RoomsSetup
{
    public static void AddRooms(this IServiceCollection services)
    {
        services.AddSingleton<RoomEvents>();
        services.AddScoped<RoomLookup>();
        services.AddScoped<RoomPeople>();
        services.AddScoped<RoomCreation>();
        services.AddScoped<RoomOwnership>();
        services.AddScoped<RoomRemoval>();
    }

    /// <summary>What only a running server does.</summary>
    public static void AddRoomExpiry(this IServiceCollection services) => services.AddHostedService<RoomExpiry>();

    public static void MapRooms(this IEndpointRouteBuilder api)
    {
        api.MapRoomsThemselves();
        api.MapRoomMembers();
        api.MapRoomBans();
        api.MapPastMeetings();
    }
}
