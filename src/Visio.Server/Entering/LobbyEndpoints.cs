using Microsoft.AspNetCore.Http.HttpResults;
using Visio.Server.Accounts;
using Visio.Server.Data;
using Visio.Server.Policies;
using Visio.Server.Rooms;
using Visio.Server.Settings;

namespace Visio.Server.Entering;

/// <summary><c>/api/v1/rooms/{slug}/lobby</c>: for those who let people in.</summary>
internal static class LobbyEndpoints
{
    private const int MaxTextLength = 500;
    private const int UsualPage = 200;
    private const int LongestPage = 1000;

    public static void MapLobby(this IEndpointRouteBuilder api)
    {
        var lobby = api.MapGroup("/rooms/{slug}/lobby").WithTags("Entering");
        lobby.MapGet("", List).Allow(Who.Anyone, ApiScopes.MeetingsRead)
            .WithName("listLobby").WithSummary("Who waits; for hosts, and for deputies while no host is in the room")
            .ProducesProblem(StatusCodes.Status403Forbidden).ProducesProblem(StatusCodes.Status404NotFound);
        lobby.MapPost("/admit", Admit).Allow(Who.Anyone, ApiScopes.MeetingsModerate)
            .WithName("admit").WithSummary("Let some or all of those who wait in")
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status403Forbidden)
            .ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict);
        lobby.MapPost("/deny", Deny).Allow(Who.Anyone, ApiScopes.MeetingsModerate)
            .WithName("deny").WithSummary("Turn some or all of those who wait away; they may ask again after a pause")
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status403Forbidden)
            .ProducesProblem(StatusCodes.Status404NotFound);
        lobby.MapPost("/message", Say).Allow(Who.Anyone, ApiScopes.MeetingsModerate)
            .WithName("sayToLobby").WithSummary("Say something to some or all of those who wait")
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status403Forbidden)
            .ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static async Task<Results<Ok<LobbyPage>, ProblemHttpResult>> List(
        string slug, Caller caller, RoomLookup rooms, LobbyHosts hosts, Lobbies lobbies, TimeProvider time, CancellationToken cancellationToken, int? limit = null, long? cursor = null)
    {
        var (found, refusal) = await FindAsync(slug, caller, rooms, hosts, cancellationToken);
        if (found is null)
        {
            return refusal!;
        }

        if (!lobbies.TryFind(found.Room.Id, out var lobby))
        {
            return TypedResults.Ok(new LobbyPage([], 0, null));
        }

        var (people, next) = lobby.List(found.Named >= RoomRole.Deputy, cursor ?? 0, Math.Clamp(limit ?? UsualPage, 1, LongestPage), time.GetUtcNow());
        return TypedResults.Ok(new LobbyPage(people, lobby.Waiting, next));
    }

    private static async Task<Results<Ok<LobbyOutcome>, ProblemHttpResult>> Admit(
        string slug, LobbySelection request, Caller caller, VisioDb db, RoomLookup rooms, LobbyHosts hosts, Admitting admitting, Lobbies lobbies, CancellationToken cancellationToken)
    {
        var (found, refusal) = await FindAsync(slug, caller, rooms, hosts, cancellationToken);
        if (found is null)
        {
            return refusal!;
        }

        if (!request.TryRead(out var which))
        {
            return EntryProblems.InvalidSelection;
        }

        // Those who are let in look at the room later, from other threads.
        db.ChangeTracker.Clear();
        var (admitted, isFull) = await admitting.AdmitAsync(
            found.Room,
            which,
            _ => RoomRole.Participant,
            count => caller.Did("lobby.admit", null, found.Room.Id.ToString(), new { count }),
            cancellationToken);
        if (admitted.Count > 0)
        {
            return TypedResults.Ok(new LobbyOutcome(admitted, WaitingIn(found.Room, lobbies)));
        }

        return isFull ? EntryProblems.NoPlaceFree : Nobody(request, found.Room, lobbies);
    }

    private static async Task<Results<Ok<LobbyOutcome>, ProblemHttpResult>> Deny(
        string slug,
        LobbySelection request,
        Caller caller,
        VisioDb db,
        RoomLookup rooms,
        LobbyHosts hosts,
        Lobbies lobbies,
        VisioSettings settings,
        TimeProvider time,
        CancellationToken cancellationToken)
    {
        var (found, refusal) = await FindAsync(slug, caller, rooms, hosts, cancellationToken);
        if (found is null)
        {
            return refusal!;
        }

        if (!request.TryRead(out var which))
        {
            return EntryProblems.InvalidSelection;
        }

        var pause = settings.Rooms.LobbyPause;
        var denial = new LobbyDenial(LobbyDenial.ByHost, (int)Math.Ceiling(pause.TotalSeconds));
        var denied = lobbies.Find(found.Room.Id)?.Deny(place => which?.Invoke(place) != false ? denial : null, time.GetUtcNow() + pause) ?? [];
        if (denied.Count == 0)
        {
            return Nobody(request, found.Room, lobbies);
        }

        lobbies.Left(found.Room, denied, "denied");
        db.Record(caller.Did("lobby.deny", null, found.Room.Id.ToString(), new { count = denied.Count }));
        await db.SaveChangesAsync(cancellationToken);
        return TypedResults.Ok(new LobbyOutcome([.. denied.Select(place => place.Id)], WaitingIn(found.Room, lobbies)));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> Say(
        string slug, LobbyMessageRequest request, Caller caller, RoomLookup rooms, LobbyHosts hosts, Lobbies lobbies, TimeProvider time, CancellationToken cancellationToken)
    {
        var (found, refusal) = await FindAsync(slug, caller, rooms, hosts, cancellationToken);
        if (found is null)
        {
            return refusal!;
        }

        if (!new LobbySelection(request.Ids, request.All).TryRead(out var which))
        {
            return EntryProblems.InvalidSelection;
        }

        if (!DisplayName.TryParse(request.Text, MaxTextLength, out var text))
        {
            return EntryProblems.InvalidText;
        }

        var from = caller.DisplayName is { Length: > 0 } name ? name : null;
        return lobbies.Find(found.Room.Id)?.Say(place => which?.Invoke(place) != false, text, from, time.GetUtcNow()) > 0
            ? TypedResults.NoContent()
            : EntryProblems.NotWaitingThere;
    }

    /// <summary>The room, where the caller may let people into it.</summary>
    private static async Task<(RoomStanding? Found, ProblemHttpResult? Refusal)> FindAsync(
        string slug, Caller caller, RoomLookup rooms, LobbyHosts hosts, CancellationToken cancellationToken)
    {
        if (await rooms.FindAsync(slug, caller, cancellationToken) is not { } found)
        {
            return (null, RoomProblems.NotFound);
        }

        if (found.IsHost || (found.Role == RoomRole.Deputy && (await hosts.OfAsync(found.Room.Id, cancellationToken)).Includes(caller)))
        {
            return (found, null);
        }

        return (null, found.HostRefusal);
    }

    /// <summary>Everybody is nobody where nobody waits; somebody who was meant and does not wait is a mistake.</summary>
    private static Results<Ok<LobbyOutcome>, ProblemHttpResult> Nobody(LobbySelection request, Room room, Lobbies lobbies) =>
        request.All == true ? TypedResults.Ok(new LobbyOutcome([], WaitingIn(room, lobbies))) : EntryProblems.NotWaitingThere;

    private static int WaitingIn(Room room, Lobbies lobbies) => lobbies.Find(room.Id)?.Waiting ?? 0;
}
