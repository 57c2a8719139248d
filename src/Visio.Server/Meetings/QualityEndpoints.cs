using Microsoft.AspNetCore.Http.HttpResults;
using Visio.Server.Accounts;
using Visio.Server.Hosting;
using Visio.Server.Media;

namespace Visio.Server.Meetings;

/// <summary><c>/api/v1/rooms/{slug}/meeting/quality</c>: how the people in a meeting are connected, for its hosts.</summary>
internal static class QualityEndpoints
{
    public static void MapQuality(this IEndpointRouteBuilder meeting) =>
        meeting.MapGet("/quality", Get).Allow(Who.Anyone, ApiScopes.MeetingsRead).RequireRateLimiting(RateLimits.Act)
            .WithName("getMeetingQuality").WithSummary("How the people in the meeting are connected; for its hosts")
            .ProducesProblem(StatusCodes.Status403Forbidden).ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict).ProducesProblem(StatusCodes.Status429TooManyRequests);

    private static async Task<Results<Ok<MeetingQuality>, ProblemHttpResult>> Get(
        string slug, Caller caller, MeetingLookup meetings, ILiveRooms liveRooms, CancellationToken cancellationToken)
    {
        var (meeting, refusal) = await meetings.AsHostAsync(slug, caller, cancellationToken);
        if (meeting is null)
        {
            return refusal!;
        }

        var measured = await liveRooms.QualityAsync(meeting.Room.MediaName);
        var byIdentity = measured?.ToDictionary(q => q.Identity, StringComparer.Ordinal);
        return TypedResults.Ok(new MeetingQuality(
            measured is not null,
            [.. meeting.Participants.Where(p => !p.IsHidden).Select(p =>
            {
                var quality = byIdentity?.GetValueOrDefault(p.Identity);
                return new MeetingQuality.Participant(p.Identity, p.Name, quality?.Transport, quality?.Up, quality?.Down, quality?.LimitedBy);
            })]));
    }
}
