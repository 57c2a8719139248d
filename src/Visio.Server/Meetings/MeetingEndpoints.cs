using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Visio.LiveKit;
using Visio.Server.Accounts;
using Visio.Server.Data;
using Visio.Server.Hosting;
using Visio.Server.Policies;
using Visio.Server.Rooms;

namespace Visio.Server.Meetings;

/// <summary><c>/api/v1/rooms/{slug}/meeting</c>: who is in it, and what everybody in it may do for themselves.</summary>
internal static class MeetingEndpoints
{
    public static void MapMeeting(this IEndpointRouteBuilder meeting)
    {
        meeting.MapGet("", Get).Allow(Who.Anyone, ApiScopes.MeetingsRead).RequireRateLimiting(RateLimits.Act)
            .WithName("getMeeting").WithSummary("Who is in the meeting; for those who are in it, and its hosts")
            .ProducesProblem(StatusCodes.Status403Forbidden).ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict).ProducesProblem(StatusCodes.Status429TooManyRequests);
        meeting.MapPost("/hand", Hand).ForOneself().WithName("setHand").WithSummary("Raise or lower one's own hand");
        meeting.MapPost("/rename", Rename).ForOneself().WithName("renameSelf").WithSummary("Change the name one is shown by");
    }

    /// <summary>What people do for themselves.</summary>
    public static RouteHandlerBuilder ForOneself(this RouteHandlerBuilder endpoint) => endpoint
        .Allow(Who.Anyone, null).RequireRateLimiting(RateLimits.Act)
        .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status403Forbidden)
        .ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict)
        .ProducesProblem(StatusCodes.Status429TooManyRequests);

    private static async Task<Results<Ok<MeetingView>, ProblemHttpResult>> Get(
        string slug, Caller caller, MeetingLookup meetings, LiveRoster roster, CancellationToken cancellationToken)
    {
        var (meeting, refusal) = await meetings.AsInsiderAsync(slug, caller, cancellationToken);
        return meeting is null
            ? refusal!
            : TypedResults.Ok(new MeetingView(
                [.. meeting.Participants.Where(p => !p.IsHidden).Select(View)],
                [.. roster.Spotlight(meeting.Room.MediaName).Where(meeting.Includes)]));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> Hand(
        string slug, HandRequest request, Caller caller, MeetingLookup meetings, LiveHands hands, CancellationToken cancellationToken)
    {
        if (!Targets.IsIdentity(request.Identity))
        {
            return MeetingProblems.InvalidIdentity;
        }

        if (request.Raised is not { } raised)
        {
            return MeetingProblems.InvalidRaised;
        }

        var (meeting, own, refusal) = await meetings.AsOneselfAsync(slug, request.Identity, caller, cancellationToken);
        if (own is null)
        {
            return refusal!;
        }

        await (raised ? hands.RaiseAsync(meeting!.Room.MediaName, own.Identity) : hands.LowerAsync(meeting!.Room.MediaName, i => i == own.Identity));
        return TypedResults.NoContent();
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> Rename(
        string slug,
        RenameRequest request,
        Caller caller,
        MeetingLookup meetings,
        PolicyStore policies,
        VisioDb db,
        LiveRules rules,
        CancellationToken cancellationToken)
    {
        if (!Targets.IsIdentity(request.Identity))
        {
            return MeetingProblems.InvalidIdentity;
        }

        if (!DisplayName.TryParse(request.Name, out var name))
        {
            return AccountProblems.InvalidDisplayName;
        }

        var (meeting, own, refusal) = await meetings.AsOneselfAsync(slug, request.Identity, caller, cancellationToken);
        if (own is null)
        {
            return refusal!;
        }

        if (caller.HasAccount && !(await policies.CurrentAsync(cancellationToken)).EditableDisplayNames)
        {
            return MeetingProblems.NameFixed;
        }

        own.Name = name;
        await db.SaveChangesAsync(cancellationToken);
        await rules.ApplyAsync(meeting!.Room.Id, [own.Identity], cancellationToken);
        return TypedResults.NoContent();
    }

    private static MeetingView.Participant View(LiveParticipant participant) => new(
        participant.Identity,
        participant.Name,
        participant.Attributes.GetValueOrDefault(ParticipantAttributes.Role) ?? ParticipantAttributes.Text(RoomRole.Participant),
        participant.Attributes.ContainsKey(ParticipantAttributes.Guest),
        participant.Attributes.TryGetValue(ParticipantAttributes.Hand, out var since) && long.TryParse(since, CultureInfo.InvariantCulture, out var ms) ? ms : null,
        participant.Tracks);
}
