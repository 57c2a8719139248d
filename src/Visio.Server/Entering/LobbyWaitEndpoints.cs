using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Visio.Server.Accounts;
using Visio.Server.Data;
using Visio.Server.Hosting;
using Visio.Server.Media;
using Visio.Server.Rooms;
using Visio.Server.Settings;

namespace Visio.Server.Entering;

/// <summary><c>/api/v1/rooms/{slug}/lobby/wait</c>: for those who wait. Browsers hold the stream; programs may ask now and then instead.</summary>
internal static class LobbyWaitEndpoints
{
    public static void MapLobbyWait(this IEndpointRouteBuilder api)
    {
        var wait = api.MapGroup("/rooms/{slug}/lobby/wait").WithTags("Entering");
        wait.MapGet("", Wait).Allow(Who.Anyone, ApiScopes.MeetingsJoin)
            .WithName("waitInLobby").WithSummary("Wait to be let in: events, or the state of this moment where JSON is asked for")
            .Produces<WaitingNow>().Produces<EnteredRoom>().Produces<string>(StatusCodes.Status200OK, "text/event-stream")
            .ProducesProblem(StatusCodes.Status403Forbidden).ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);
        wait.MapDelete("", GiveUp).Allow(Who.Anyone, ApiScopes.MeetingsJoin)
            .WithName("leaveLobby").WithSummary("Give up waiting")
            .ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static async Task<IResult> Wait(
        string slug, HttpContext context, Caller caller, Lobbies lobbies, IServiceScopeFactory scopes, ILiveRooms liveRooms, TimeProvider time, string? ticket = null)
    {
        if (liveRooms.IsDraining)
        {
            return ApiProblem.Draining;
        }

        if (KeyOf(caller, ticket) is not { } key
            || await RoomIdOfAsync(slug, scopes, context.RequestAborted) is not { } room
            || !lobbies.TryFind(room, out var lobby))
        {
            return EntryProblems.NotWaiting;
        }

        if (WantsJson(context.Request))
        {
            return lobby.Poll(key, time.GetUtcNow()) is { } news ? Answer(news, context) : EntryProblems.NotWaiting;
        }

        if (lobby.Attach(key, LastMessageOf(context.Request)) is not { } line)
        {
            return EntryProblems.NotWaiting;
        }

        var delivered = false;
        try
        {
            lobbies.Touched(room);
            delivered = await StreamAsync(lobby, line, context);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The tab is gone. The place is kept for a while.
        }
        finally
        {
            lobby.Detach(line, delivered, time.GetUtcNow());
            lobbies.Touched(room);
        }

        return Results.Empty;
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> GiveUp(
        string slug, Caller caller, Lobbies lobbies, VisioDb db, CancellationToken cancellationToken, string? ticket = null)
    {
        if (KeyOf(caller, ticket) is not { } key
            || !RoomSlug.TryParse(slug, out var asked)
            || await db.Rooms.AsNoTracking().SingleOrDefaultAsync(r => r.Slug == asked, cancellationToken) is not { } room
            || lobbies.Find(room.Id)?.Leave(key) is not { } place)
        {
            return EntryProblems.NotWaiting;
        }

        lobbies.Left(room, [place], "left");
        return TypedResults.NoContent();
    }

    /// <summary>True when the wait is over and its end was told.</summary>
    private static async Task<bool> StreamAsync(Lobby lobby, LobbyLine line, HttpContext context)
    {
        var options = context.RequestServices.GetRequiredService<IOptions<Microsoft.AspNetCore.Http.Json.JsonOptions>>();
        var stream = new EventStream(context.Response, options.Value.SerializerOptions);
        var cancellationToken = context.RequestAborted;
        await stream.BeginAsync(cancellationToken);
        while (true)
        {
            await line.News.WaitAsync(cancellationToken);
            var news = lobby.Collect(line);
            if (news.State is { } state)
            {
                stream.Write("state", state);
            }

            foreach (var message in news.Messages)
            {
                stream.Write("message", message, message.Number);
            }

            if (news.Admission is { } admission)
            {
                stream.Write("admitted", Entered(news.Room!, admission, context));
            }
            else if (news.Denial is { } denial)
            {
                stream.Write("denied", denial);
            }
            else if (news.Closed)
            {
                stream.Write("closed", new { });
            }
            else if (news.Ping)
            {
                stream.Ping();
            }

            await stream.FlushAsync(cancellationToken);
            if (news.IsLast || (stream.IsBrief && news.IsAny))
            {
                return news.IsLast;
            }
        }
    }

    private static IResult Answer(LobbyNews news, HttpContext context)
    {
        if (news.Admission is { } admission)
        {
            return TypedResults.Ok(Entered(news.Room!, admission, context));
        }

        return news.Denial is { } denial
            ? EntryProblems.Denied(denial)
            : TypedResults.Ok(new WaitingNow(news.State!.HostPresent, news.State.Waiting, news.Messages));
    }

    private static EnteredRoom Entered(Room room, Admission admission, HttpContext context) => EnteredRoom.Of(
        room,
        admission,
        context.RequestServices.GetRequiredService<ILiveRooms>(),
        context.RequestServices.GetRequiredService<VisioSettings>(),
        context.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow(),
        context.Request);

    /// <summary>Looked up in a scope of its own, so that a stream of hours keeps no database context.</summary>
    private static async Task<Guid?> RoomIdOfAsync(string slug, IServiceScopeFactory scopes, CancellationToken cancellationToken)
    {
        if (!RoomSlug.TryParse(slug, out var asked))
        {
            return null;
        }

        await using var scope = scopes.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<VisioDb>().Rooms
            .Where(r => r.Slug == asked).Select(r => (Guid?)r.Id).SingleOrDefaultAsync(cancellationToken);
    }

    /// <summary><see cref="Entrant.Key"/> of the caller; null for nobody who could wait.</summary>
    private static string? KeyOf(Caller caller, string? ticket) => caller switch
    {
        { UserId: { } user } => $"user {user}",
        { GuestKey: { } guest } => $"guest {guest}",
        { Kind: CallerKind.Application } when ticket is not null && JoinEndpoints.IsTicket(ticket) => $"guest {ticket}",
        _ => null,
    };

    private static bool WantsJson(HttpRequest request)
    {
        var accepted = request.Headers.Accept.ToString();
        return accepted.Contains("application/json", StringComparison.OrdinalIgnoreCase)
            && !accepted.Contains("text/event-stream", StringComparison.OrdinalIgnoreCase);
    }

    private static int LastMessageOf(HttpRequest request) =>
        int.TryParse(request.Headers["Last-Event-ID"].ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
}
