using Microsoft.AspNetCore.Http.HttpResults;
using Visio.LiveKit;
using Visio.Server.Accounts;
using Visio.Server.Hosting;
using Visio.Server.Policies;

namespace Visio.Server.Meetings;

/// <summary><c>/api/v1/rooms/{slug}/meeting</c>: what hosts do to the people in a meeting.</summary>
internal static class ModerationEndpoints
{
    public static void MapModeration(this IEndpointRouteBuilder meeting)
    {
        meeting.MapPost("/mute", Mute).Moderating().WithName("muteParticipants").WithSummary("Mute one, some, all or all but some; whoever may mute others may mute one microphone");
        meeting.MapPost("/ask-unmute", AskUnmute).Moderating().WithName("askToUnmute").WithSummary("Ask people to unmute themselves");
        meeting.MapPost("/remove", Remove).Moderating().WithName("removeParticipants").WithSummary("Take people out, and ban them if asked");
        meeting.MapPost("/roles", SetRole).Moderating().WithName("setParticipantRole").WithSummary("Promote or demote somebody, effective at once")
            .ProducesProblem(StatusCodes.Status409Conflict);
        meeting.MapPost("/lower-hands", LowerHands).Moderating().WithName("lowerHands").WithSummary("Lower some hands, or all");
        meeting.MapPost("/spotlight", Spotlight).Moderating().WithName("setSpotlight").WithSummary("Show people large to everybody");
        meeting.MapPost("/end", End).Moderating().WithName("endMeeting").WithSummary("End the meeting for all");
    }

    private static RouteHandlerBuilder Moderating(this RouteHandlerBuilder endpoint) => endpoint
        .Allow(Who.Anyone, ApiScopes.MeetingsModerate).RequireRateLimiting(RateLimits.Act)
        .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status403Forbidden)
        .ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict)
        .ProducesProblem(StatusCodes.Status429TooManyRequests);

    private static async Task<Results<Ok<Affected>, ProblemHttpResult>> Mute(
        string slug, MuteRequest request, Caller caller, MeetingLookup meetings, LiveModeration moderation, CancellationToken cancellationToken)
    {
        if (!Targets.TryParse(request.Identities, request.All, request.Except, out var targets))
        {
            return MeetingProblems.InvalidTargets;
        }

        if (SourceOf(request.Source) is not { } source)
        {
            return MeetingProblems.InvalidSource;
        }

        // Whom a room lets mute others gets one microphone at a time; everything else is for hosts.
        var (meeting, refusal) = targets.IsOne && source == LiveSource.Microphone
            ? await meetings.AsInsiderAsync(slug, caller, cancellationToken)
            : await meetings.AsHostAsync(slug, caller, cancellationToken);
        if (meeting is null)
        {
            return refusal!;
        }

        return meeting.Standing.HostRefusal is { } notHost && !RoomRights.Has(meeting.Room.Rights.MuteOthers, meeting.Standing.Role ?? RoomRole.Participant)
            ? notHost
            : TypedResults.Ok(await moderation.MuteAsync(meeting, targets, source));
    }

    private static async Task<Results<Ok<Affected>, ProblemHttpResult>> AskUnmute(
        string slug, AskUnmuteRequest request, Caller caller, MeetingLookup meetings, LiveModeration moderation, CancellationToken cancellationToken)
    {
        if (!Targets.TryParse(request.Identities, request.All, null, out var targets))
        {
            return MeetingProblems.InvalidTargets;
        }

        if (SourceOf(request.Source) is not { } source || source == LiveSource.ScreenShare)
        {
            return MeetingProblems.InvalidSource;
        }

        var (meeting, refusal) = await meetings.AsHostAsync(slug, caller, cancellationToken);
        return meeting is null ? refusal! : TypedResults.Ok(await moderation.AskUnmuteAsync(meeting, targets, source));
    }

    private static async Task<Results<Ok<Affected>, ProblemHttpResult>> Remove(
        string slug, RemoveRequest request, Caller caller, MeetingLookup meetings, LiveModeration moderation, CancellationToken cancellationToken)
    {
        if (!Targets.TryParse(request.Identities, false, null, out _))
        {
            return MeetingProblems.InvalidTargets;
        }

        var (meeting, refusal) = await meetings.AsHostAsync(slug, caller, cancellationToken);
        if (meeting is null)
        {
            return refusal!;
        }

        var (affected, protects) = await moderation.RemoveAsync(
            meeting, [.. request.Identities!.OfType<string>().Distinct(StringComparer.Ordinal)], request.Ban == true, caller, cancellationToken);
        return affected is null ? protects! : TypedResults.Ok(affected);
    }

    private static async Task<Results<Ok<Affected>, ProblemHttpResult>> SetRole(
        string slug, RoleRequest request, Caller caller, MeetingLookup meetings, LiveModeration moderation, CancellationToken cancellationToken)
    {
        if (!Targets.IsIdentity(request.Identity))
        {
            return MeetingProblems.InvalidIdentity;
        }

        if (RoleOf(request.Role) is not { } role)
        {
            return MeetingProblems.InvalidRole;
        }

        var (meeting, refusal) = await meetings.AsHostAsync(slug, caller, cancellationToken);
        if (meeting is null)
        {
            return refusal!;
        }

        var (affected, problem) = await moderation.SetRoleAsync(meeting, request.Identity, role, request.Persist == true, caller, cancellationToken);
        return affected is null ? problem! : TypedResults.Ok(affected);
    }

    private static async Task<Results<Ok<Affected>, ProblemHttpResult>> LowerHands(
        string slug, LowerHandsRequest request, Caller caller, MeetingLookup meetings, LiveHands hands, CancellationToken cancellationToken)
    {
        if (!Targets.TryParse(request.Identities, request.All, null, out var targets))
        {
            return MeetingProblems.InvalidTargets;
        }

        var (meeting, refusal) = await meetings.AsHostAsync(slug, caller, cancellationToken);
        return meeting is null ? refusal! : TypedResults.Ok(new Affected(await hands.LowerAsync(meeting.Room.MediaName, targets.Include)));
    }

    private static async Task<Results<Ok<Affected>, ProblemHttpResult>> Spotlight(
        string slug,
        SpotlightRequest request,
        Caller caller,
        MeetingLookup meetings,
        LiveRoster roster,
        LiveRules rules,
        CancellationToken cancellationToken)
    {
        if (!Targets.TryParse(request.Identities, false, null, out _))
        {
            return MeetingProblems.InvalidTargets;
        }

        var (meeting, refusal) = await meetings.AsHostAsync(slug, caller, cancellationToken);
        if (meeting is null)
        {
            return refusal!;
        }

        var present = request.Identities!.OfType<string>().Distinct(StringComparer.Ordinal).Where(meeting.Includes).ToList();
        roster.SetSpotlight(meeting.Room.MediaName, present);
        await rules.DescribeAsync(meeting.Room);
        return TypedResults.Ok(new Affected(present));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> End(
        string slug, Caller caller, MeetingLookup meetings, LiveModeration moderation, CancellationToken cancellationToken)
    {
        var (meeting, refusal) = await meetings.AsHostAsync(slug, caller, cancellationToken);
        if (meeting is null)
        {
            return refusal!;
        }

        await moderation.EndAsync(meeting.Room, caller.Did("meeting.end", room: meeting.Room.Id.ToString()), cancellationToken);
        return TypedResults.NoContent();
    }

    private static LiveSource? SourceOf(string? text) => text switch
    {
        null or "microphone" => LiveSource.Microphone,
        "camera" => LiveSource.Camera,
        "screenShare" => LiveSource.ScreenShare,
        _ => null,
    };

    private static RoomRole? RoleOf(string? text) => text switch
    {
        "participant" => RoomRole.Participant,
        "member" => RoomRole.Member,
        "deputy" => RoomRole.Deputy,
        "coHost" => RoomRole.CoHost,
        "owner" => RoomRole.Owner,
        _ => null,
    };
}
