using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Visio.Server.Accounts;
using Visio.Server.Data;
using Visio.Server.Media;
using Visio.Server.Meetings;

namespace Visio.Server.Admin;

/// <summary><c>/api/v1/admin/meetings</c>: the meetings that go on.</summary>
internal static class LiveMeetingEndpoints
{
    public static void MapLiveMeetings(this IEndpointRouteBuilder admin)
    {
        var meetings = admin.MapGroup("/meetings");
        meetings.MapGet("", List).WithName("listLiveMeetings").WithSummary("The meetings that go on, and how many are in each");
        meetings.MapPost("/{roomId:guid}/end", End).WithName("endAnyMeeting").WithSummary("End a meeting for all")
            .ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static async Task<Ok<LiveMeetingList>> List([AsParameters] Page page, VisioDb db, ILiveRooms liveRooms, CancellationToken cancellationToken)
    {
        // The media server is what knows: a room that it has open, with people in it.
        var open = liveRooms.Rooms().Select(name => Guid.TryParseExact(name, "N", out var id) ? id : Guid.Empty).Where(id => id != Guid.Empty).ToList();
        var rooms = await db.Rooms.AsNoTracking().Where(r => open.Contains(r.Id)).ToListAsync(cancellationToken);
        var started = (await db.Meetings.Where(m => m.EndedAt == null && open.Contains(m.RoomId)).Select(m => new { m.RoomId, m.StartedAt }).ToListAsync(cancellationToken))
            .GroupBy(m => m.RoomId).ToDictionary(m => m.Key, m => (DateTimeOffset?)m.Max(x => x.StartedAt));
        var (found, next) = page.Of(rooms
            .Select(r => new LiveMeetingView(r.Id, r.Slug.Value, r.Title, started.GetValueOrDefault(r.Id), liveRooms.CountParticipants(r.MediaName)))
            .Where(m => m.Participants > 0).OrderByDescending(m => m.StartedAt).ThenBy(m => m.RoomId));
        return TypedResults.Ok(new LiveMeetingList(found, next));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> End(
        Guid roomId, Caller caller, VisioDb db, ILiveRooms liveRooms, LiveModeration moderation, CancellationToken cancellationToken)
    {
        if (await db.Rooms.AsNoTracking().SingleOrDefaultAsync(r => r.Id == roomId, cancellationToken) is not { } room
            || liveRooms.CountParticipants(room.MediaName) == 0)
        {
            return AdminProblems.MeetingNotFound;
        }

        await moderation.EndAsync(room, caller.Did("meeting.end", roomId.ToString(), roomId.ToString()), cancellationToken);
        return TypedResults.NoContent();
    }
}
