using Microsoft.Extensions.Options;
using Visio.Server.Accounts;
using Visio.Server.Hosting;
using Visio.Server.Media;
using Visio.Server.Rooms;

namespace Visio.Server.Entering;

/// <summary><c>/api/v1/events</c>: tells hosts who waits, wherever they are, and members that their meetings begin and end.</summary>
internal static class HostEventsEndpoints
{
    public static void MapHostEvents(this IEndpointRouteBuilder api) => api.MapGet("/events", Follow).WithTags("Entering")
        .Allow(Who.Anyone, ApiScopes.MeetingsRead)
        .WithName("followEvents").WithSummary("Who waits for rooms that the caller looks after, and when the caller's meetings begin and end, as events")
        .Produces<string>(StatusCodes.Status200OK, "text/event-stream")
        .ProducesProblem(StatusCodes.Status401Unauthorized).ProducesProblem(StatusCodes.Status403Forbidden)
        .ProducesProblem(StatusCodes.Status429TooManyRequests).ProducesProblem(StatusCodes.Status503ServiceUnavailable);

    private static async Task<IResult> Follow(
        HttpContext context, Caller caller, HostLines lines, Lobbies lobbies, LobbyWatch watch, IServiceScopeFactory scopes, ILiveRooms liveRooms)
    {
        if (liveRooms.IsDraining)
        {
            return ApiProblem.Draining;
        }

        if (!caller.HasAccount && caller.GuestKey is null)
        {
            return AccountProblems.SignInRequired;
        }

        var line = new HostLine(caller);
        if (!lines.TryAdd(line))
        {
            return EntryProblems.TooManyStreams;
        }

        try
        {
            if (!await FindRoomsAsync(caller, lobbies, watch, scopes, context.RequestAborted))
            {
                return RoomProblems.HostRequired;
            }

            await StreamAsync(line, context);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The tab is gone.
        }
        finally
        {
            lines.Remove(line);
        }

        return Results.Empty;
    }

    /// <summary>Has the caller told of lobbies that are not empty. False for a guest who has nothing to look after.</summary>
    private static async Task<bool> FindRoomsAsync(
        Caller caller, Lobbies lobbies, LobbyWatch watch, IServiceScopeFactory scopes, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var hosts = scope.ServiceProvider.GetRequiredService<LobbyHosts>();
        if (!caller.HasAccount && !await hosts.IsLiveHostAsync(caller, cancellationToken))
        {
            return false;
        }

        var occupied = lobbies.All.Where(lobby => lobby.Waiting > 0).Select(lobby => lobby.RoomId).ToList();
        if (occupied.Count > 0)
        {
            foreach (var room in await hosts.RoomsOfAsync(caller, occupied, cancellationToken))
            {
                watch.Mark(room, LobbyChanges.People);
            }
        }

        return true;
    }

    private static async Task StreamAsync(HostLine line, HttpContext context)
    {
        var options = context.RequestServices.GetRequiredService<IOptions<Microsoft.AspNetCore.Http.Json.JsonOptions>>();
        var stream = new EventStream(context.Response, options.Value.SerializerOptions);
        var cancellationToken = context.RequestAborted;
        await stream.BeginAsync(cancellationToken);
        while (true)
        {
            await line.News.WaitAsync(cancellationToken);
            var (events, ping, closed) = line.Collect();
            foreach (var (name, data) in events)
            {
                stream.WriteJson(name, data);
            }

            if (closed)
            {
                stream.Write("closed", new { });
            }
            else if (ping && events.Count == 0)
            {
                stream.Ping();
            }

            await stream.FlushAsync(cancellationToken);
            if (closed || (stream.IsBrief && (ping || events.Count > 0)))
            {
                return;
            }
        }
    }
}
