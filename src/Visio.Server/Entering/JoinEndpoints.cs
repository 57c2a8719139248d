using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Visio.Server.Accounts;
using Visio.Server.Data;
using Visio.Server.Hosting;
using Visio.Server.Media;
using Visio.Server.Meetings;
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
        RoomCapacity capacity,
        RoomGuesses guesses,
        ILiveRooms liveRooms,
        TimeProvider time,
        CancellationToken cancellationToken)
    {
        if (liveRooms.IsDraining)
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
            return guesses.Miss(context, RoomProblems.NotFound);
        }

        var found = await entry.FindAsync(asked, entrant, cancellationToken);
        if (found is null && asked.IsCode)
        {
            if (CreationRefusal(caller, policy) is { } noRoom)
            {
                return guesses.Miss(context, noRoom);
            }

            // Whoever was faster made it: then it is found now.
            await creation.CreateAsync(asked, caller.UserId, id => caller.Did("room.create", id, id), cancellationToken);
            found = await entry.FindAsync(asked, entrant, cancellationToken);
        }

        if (found is not var (room, facts))
        {
            return guesses.Miss(context, RoomProblems.NotFound);
        }

        // Held from counting to saving where the room has a limit: whoever had to wait for the turn counts again.
        using var turn = await capacity.TakeTurnAsync(room, cancellationToken);
        if (turn is not null)
        {
            facts = facts with { Count = await capacity.CountAsync(room, cancellationToken) };
        }

        var decision = RoomAccess.Decide(facts);
        return decision.Verdict switch
        {
            AccessVerdict.Admit => TypedResults.Ok(await AdmitAsync(room, entrant, decision.Role, context)),
            AccessVerdict.Wait => await WaitAsync(room, entrant, decision, caller, context),
            _ => EntryProblems.Denied(decision),
        };
    }

    private static async Task<EnteredRoom> AdmitAsync(Room room, Entrant entrant, RoomRole role, HttpContext context)
    {
        var services = context.RequestServices;
        var now = services.GetRequiredService<TimeProvider>().GetUtcNow();
        await services.GetRequiredService<LiveRules>().OpenAsync(room, context.RequestAborted);
        var admission = entrant.NewAdmission(room, role, now);
        await services.GetRequiredService<AdmissionWriter>().WriteAsync(room, admission, context.RequestAborted);

        // Whoever waited in another tab, or before the rules were changed, does not wait any more.
        var lobbies = services.GetRequiredService<Lobbies>();
        if (lobbies.Find(room.Id)?.Leave(entrant.Key) is { } place)
        {
            lobbies.Left(room, [place], "admitted");
        }

        return EnteredRoom.Of(
            room, admission, services.GetRequiredService<ILiveRooms>(), services.GetRequiredService<VisioSettings>(), now, context.Request);
    }

    private static async Task<Results<Ok<EnteredRoom>, Accepted<WaitingForRoom>, ProblemHttpResult>> WaitAsync(
        Room room, Entrant entrant, AccessDecision decision, Caller caller, HttpContext context)
    {
        var services = context.RequestServices;
        var email = entrant.UserId is { } user
            ? await services.GetRequiredService<VisioDb>().Users.Where(u => u.Id == user).Select(u => u.Email).SingleOrDefaultAsync(context.RequestAborted)
            : null;
        var places = services.GetRequiredService<VisioSettings>().Rooms.LobbyPlaces;
        var entry = services.GetRequiredService<Lobbies>().Enter(room, entrant, email, places);
        if (entry is { Id: null, Pause: { } pause })
        {
            context.Response.Headers.RetryAfter = Math.Ceiling(pause.TotalSeconds).ToString(CultureInfo.InvariantCulture);
            return EntryProblems.LobbyDenied;
        }

        if (entry.Id is null)
        {
            return EntryProblems.LobbyFull;
        }

        var ticket = caller is { Kind: CallerKind.Application, UserId: null } ? entrant.GuestKey : null;
        var participants = services.GetRequiredService<ILiveRooms>().CountParticipants(room.MediaName);
        return TypedResults.Accepted(
            $"/api/v1/rooms/{room.Slug}/lobby/wait",
            new WaitingForRoom(decision.Code, entrant.Name, ticket, RoomView.Of(room, null, participants, context.Request)));
    }

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

    public static bool IsTicket(string text) =>
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
