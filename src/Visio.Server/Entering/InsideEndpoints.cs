using Microsoft.AspNetCore.Http.HttpResults;
using Visio.Server.Accounts;
using Visio.Server.Hosting;
using Visio.Server.Media;
using Visio.Server.Policies;
using Visio.Server.Rooms;

namespace Visio.Server.Entering;

/// <summary><c>/api/v1/rooms/{slug}/inside</c>: a glance through the door.</summary>
internal static class InsideEndpoints
{
    private const int MostNames = 20;

    public static void MapInside(this IEndpointRouteBuilder api) => api.MapGet("/rooms/{slug}/inside", Get).WithTags("Entering")
        .Allow(Who.Anyone, ApiScopes.MeetingsRead).RequireRateLimiting(RateLimits.Join)
        .WithName("lookInside").WithSummary("How many are in a room, and who, for those who may enter without waiting")
        .ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status429TooManyRequests);

    private static async Task<Results<Ok<InsideView>, ProblemHttpResult>> Get(
        string slug,
        HttpContext context,
        Caller caller,
        EntryFacts entry,
        PolicyStore policies,
        RoomGuesses guesses,
        ILiveRooms liveRooms,
        TimeProvider time,
        CancellationToken cancellationToken)
    {
        // Nobody's ticket: whoever was never here was never let in.
        var policy = await policies.CurrentAsync(cancellationToken);
        var entrant = Entrant.Of(caller, EntryKind.Browser, name: "", ticket: "", policy, time.GetUtcNow());
        if (!RoomSlug.TryParse(slug, out var asked) || await entry.FindAsync(asked, entrant, cancellationToken) is not var (room, facts))
        {
            return guesses.Miss(context, RoomProblems.NotFound);
        }

        var inside = (await liveRooms.ParticipantsAsync(room.MediaName)).Where(p => !p.IsHidden).ToList();
        var named = RoomAccess.Decide(facts).Verdict == AccessVerdict.Admit ? inside.Take(MostNames) : [];
        return TypedResults.Ok(new InsideView(
            inside.Count, [.. named.Select(p => new InsideView.Person(p.Name, p.Attributes.ContainsKey(ParticipantAttributes.Guest)))]));
    }
}
