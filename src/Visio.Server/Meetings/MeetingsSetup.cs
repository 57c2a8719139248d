using Visio.LiveKit;
using Visio.Server.Media;

namespace Visio.Server.Meetings;

/// <summary>The services and routes of this feature.</summary>
internal static class MeetingsSetup
{
    public static void AddMeetings(this IServiceCollection services)
    {
        services.AddSingleton<LiveRoster>();
        services.AddSingleton<TokenReview>();
        services.AddSingleton<ITokenReviewer>(s => s.GetRequiredService<TokenReview>());
        services.AddSingleton<ChatInbox>();
        services.AddSingleton(s => new TextObserver([LiveText.ChatTopic, ReactionChange.Topic], s.GetRequiredService<ChatInbox>().Put));
        services.AddSingleton<LiveHands>();
        services.AddSingleton<LiveRules>();
        services.AddSingleton<ArrivalReview>();
        services.AddHostedService<MeetingRecords>();
        services.AddHostedService<ChatRecords>();
        services.AddHostedService(s => s.GetRequiredService<LiveRules>());
        services.AddScoped<LiveModeration>();
        services.AddScoped<MeetingLookup>();
    }

    public static void MapMeetings(this IEndpointRouteBuilder api)
    {
        var meeting = api.MapGroup("/rooms/{slug}/meeting").WithTags("Meetings");
        meeting.MapMeeting();
        meeting.MapModeration();
        meeting.MapChat();
        meeting.MapQuality();
    }
}
