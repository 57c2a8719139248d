using Microsoft.Extensions.Options;
using Visio.LiveKit;

namespace Visio.Server.Meetings;

/// <summary>The services and routes of this feature.</summary>
internal static class MeetingsSetup
{
    public static void AddMeetings(this IServiceCollection services)
    {
        services.AddSingleton<LiveRoster>();
        services.AddSingleton<TokenReview>();
        services.AddSingleton<IConfigureOptions<LiveKitOptions>>(s => new ConfigureOptions<LiveKitOptions>(
            livekit => livekit.ReviewToken = s.GetRequiredService<TokenReview>().ReviewAsync));
        services.AddSingleton<LiveHands>();
        services.AddSingleton<LiveRules>();
        services.AddHostedService<MeetingRecords>();
        services.AddHostedService(s => s.GetRequiredService<LiveRules>());
        services.AddScoped<LiveModeration>();
        services.AddScoped<MeetingLookup>();
    }

    public static void MapMeetings(this IEndpointRouteBuilder api)
    {
        var meeting = api.MapGroup("/rooms/{slug}/meeting").WithTags("Meetings");
        meeting.MapMeeting();
        meeting.MapModeration();
    }
}
