using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Visio.Server.Accounts;
using Visio.Server.Data;

namespace Visio.Server.Rooms;

/// <summary><c>/api/v1/me/meetings</c>: where the caller has been.</summary>
internal static class PastMeetingsEndpoints
{
    public static void MapPastMeetings(this IEndpointRouteBuilder api) => api.MapGet("/me/meetings", List).WithTags("Rooms")
        .Allow(Who.Users, ApiScopes.MeetingsRead)
        .WithName("listMyMeetings").WithSummary("The meetings that the caller was in, the latest first")
        .ProducesProblem(StatusCodes.Status401Unauthorized);

    private static async Task<Ok<PastMeetingList>> List(
        Caller caller, VisioDb db, CancellationToken cancellationToken, int? limit = null, long? cursor = null)
    {
        var size = RoomPage.Size(limit);
        var before = cursor is >= 0 and < 253_402_300_800_000 ? DateTimeOffset.FromUnixTimeMilliseconds(cursor.Value) : (DateTimeOffset?)null;
        var mine = from a in db.Admissions
                   join r in db.Rooms on a.RoomId equals r.Id
                   where a.UserId == caller.UserId && a.JoinedAt != null && (before == null || a.JoinedAt < before)
                   orderby a.JoinedAt descending
                   select new { r.Slug, r.Title, a.MeetingId, a.Identity, JoinedAt = a.JoinedAt!.Value, a.LeftAt, a.Role };
        var page = await mine.AsNoTracking().Take(size + 1).ToListAsync(cancellationToken);

        // Who came twice into one meeting, or with two devices, was in one meeting.
        var meetings = page.Take(size).DistinctBy(a => a.MeetingId?.ToString() ?? a.Identity)
            .Select(a => new PastMeeting(a.Slug.Value, a.Title, a.JoinedAt, a.LeftAt, a.Role));
        return TypedResults.Ok(new PastMeetingList(
            [.. meetings], page.Count > size ? page[size - 1].JoinedAt.ToUnixTimeMilliseconds() : null));
    }
}
