using System.Buffers.Text;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http.HttpResults;
using Visio.LiveKit;
using Visio.Server.Accounts;
using Visio.Server.Data;
using Visio.Server.Hosting;
using Visio.Server.Policies;
using Visio.Server.Rooms;
using Visio.Server.Settings;

namespace Visio.Server.Entering;

/// <summary><c>/api/v1/rooms/{slug}/join</c>: the way into a room.</summary>
internal static class JoinEndpoints
{
    private const string TicketPrefix = "t_";

    public static void MapJoin(this IEndpointRouteBuilder api) => api.MapPost("/rooms/{slug}/join", Join).WithTags("Entering")
        .Allow(Who.Anyone, ApiScopes.MeetingsJoin).RequireRateLimiting(RateLimits.Join)
        .WithName("joinRoom").WithSummary("Get leave to enter a room, or a place in its lobby; guests need only a name")
        .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status401Unauthorized)
        .ProducesProblem(StatusCodes.Status403Forbidden).ProducesProblem(StatusCodes.Status404NotFound)
        .ProducesProblem(StatusCodes.Status429TooManyRequests).ProducesProblem(StatusCodes.Status503ServiceUnavailable);

    private static async Task<Results<Ok<EnteredRoom>, Accepted<WaitingForRoom>, ProblemHttpResult>> Join(
        string slug,
        JoinRequest request,
        HttpContext context,
        Caller caller,
        GuestCookie guests,
        EntryFacts entry,
        RoomCreation creation,
        PolicyStore policies,
        VisioDb db,
        LiveKitServer livekit,
        VisioSettings settings,
        TimeProvider time,
        CancellationToken cancellationToken)
    {
        if (livekit.IsDraining)
        {
            return ApiProblem.Draining;
        }

        var policy = await policies.CurrentAsync(cancellationToken);
        caller = guests.Ensure(context, caller);
        var (entrant, refusal) = ReadEntrant(request, caller, policy, time.GetUtcNow());
        if (entrant is null)
        {
            return refusal!;
        }

        if (!RoomSlug.TryParse(slug, out var asked))
        {
            return RoomProblems.NotFound;
        }

        var found = await entry.FindAsync(asked, entrant, cancellationToken);
        if (found is null && asked.IsCode)
        {
            if (CreationRefusal(caller, policy) is { } noRoom)
            {
                return noRoom;
            }

            // Whoever was faster made it: then it is found now.
            await creation.CreateAsync(asked, caller.UserId, id => caller.Did("room.create", id, id), cancellationToken);
            found = await entry.FindAsync(asked, entrant, cancellationToken);
        }

        if (found is not var (room, facts))
        {
            return RoomProblems.NotFound;
        }

        var decision = RoomAccess.Decide(facts);
        switch (decision.Verdict)
        {
            case AccessVerdict.Admit:
                var now = time.GetUtcNow();
                var admission = entrant.NewAdmission(room, decision.Role, now);
                db.Admissions.Add(admission);
                room.LastUsedAt = now;
                await db.SaveChangesAsync(cancellationToken);
                return TypedResults.Ok(Entered(room, admission, livekit, settings, now, context.Request));
            case AccessVerdict.Wait:
                return TypedResults.Accepted(
                    $"/api/v1/rooms/{room.Slug}/lobby/wait",
                    new WaitingForRoom(
                        decision.Code,
                        entrant.Name,
                        caller.Kind == CallerKind.Application && caller.UserId is null ? entrant.GuestKey : null,
                        RoomView.Of(room, null, livekit.CountParticipants(room.MediaName), context.Request)));
            default:
                return EntryProblems.Denied(decision);
        }
    }

    private static EnteredRoom Entered(Room room, Admission admission, LiveKitServer livekit, VisioSettings settings, DateTimeOffset now, HttpRequest request) => new(
        JoinToken.Sign(settings, now, room, admission),
        $"{(request.IsHttps ? "wss" : "ws")}://{request.Host.ToUriComponent()}",
        admission.Identity,
        admission.Name,
        ParticipantAttributes.Text(admission.Role),
        RoomView.Of(room, admission.Role, livekit.CountParticipants(room.MediaName), request));

    private static (Entrant? Entrant, ProblemHttpResult? Refusal) ReadEntrant(JoinRequest request, Caller caller, Policy policy, DateTimeOffset now)
    {
        var kind = request.Kind ?? (caller.Kind == CallerKind.Application ? EntryKind.Program : EntryKind.Browser);
        if (kind != EntryKind.Browser && caller.Kind != CallerKind.Application)
        {
            return (null, EntryProblems.InvalidKind);
        }

        // The account's name where it must be shown, or nothing else was said; a provisional account has none.
        var ownName = caller.DisplayName is { Length: > 0 } known ? known : null;
        var asked = ownName is not null && (!policy.EditableDisplayNames || string.IsNullOrWhiteSpace(request.DisplayName)) ? ownName : request.DisplayName;
        if (!DisplayName.TryParse(asked, out var name))
        {
            return (null, AccountProblems.InvalidDisplayName);
        }

        string? ticket = null;
        if (caller is { Kind: CallerKind.Application, UserId: null })
        {
            ticket = request.Ticket ?? TicketPrefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(16));
            if (!IsTicket(ticket))
            {
                return (null, EntryProblems.InvalidTicket);
            }
        }

        return (Entrant.Of(caller, kind, name, ticket, policy, now), null);
    }

    private static bool IsTicket(string text) =>
        text.Length == 24 && text.StartsWith(TicketPrefix, StringComparison.Ordinal) && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');

    /// <summary>Why the caller may not make a room of a code; null where they may.</summary>
    private static ProblemHttpResult? CreationRefusal(Caller caller, Policy policy)
    {
        if (caller.HasAccount)
        {
            return Assurance.SufficesForHost(caller, policy) ? null : AccountProblems.AssuranceRequired;
        }

        return policy.AnonymousCreation && caller.Kind == CallerKind.Guest ? null : AccountProblems.SignInRequired;
    }
}
