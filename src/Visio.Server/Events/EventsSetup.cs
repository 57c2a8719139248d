namespace Visio.Server.Events;

/// <summary>The services of this feature.</summary>
internal static class EventsSetup
{
    public static void AddEvents(this IServiceCollection services) => services.AddSingleton<EventFeed>();
}
