namespace Visio.Server.Meetings;

/// <summary>The services and routes of this feature.</summary>
internal static class MeetingsSetup
{
    public static void AddMeetings(this IServiceCollection services) => _ = services;

    public static void MapMeetings(this IEndpointRouteBuilder api) => _ = api;
}
