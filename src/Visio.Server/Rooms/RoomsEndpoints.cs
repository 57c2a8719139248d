using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Visio.LiveKit;
using Visio.Server.Accounts;
using Visio.Server.Data;
using Visio.Server.Hosting;
using Visio.Server.Policies;
using Visio.Server.Settings;

namespace Visio.Server.Rooms;

/// <summary><c>/api/v1/rooms</c>: create, look up, join. Rooms are not listed: who has the code may enter.</summary>
internal static class RoomsEndpoints
{
    private const int MaxTitleLength = 100;

    /// <summary>Two equal codes among 24^10 are news; five in a row are a broken random source.</summary>
    private const int SlugAttempts = 5;

    public static void AddRooms(this IServiceCollection services) => services.AddScoped<RoomLookup>();

    public static void MapRooms(this IEndpointRouteBuilder api)
    {
        var rooms = api.MapGroup("/rooms").WithTags("Rooms");
        rooms.MapPost("", Create).Allow(Who.Users, ApiScopes.RoomsCreate).RequireRateLimiting(RateLimits.Create)
            .WithName("createRoom").WithSummary("Create a room; needs a session")
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status401Unauthorized)
            .ProducesProblem(StatusCodes.Status429TooManyRequests);
        rooms.MapGet("/{slug}", Get).Allow(Who.Anyone, ApiScopes.RoomsRead).RequireRateLimiting(RateLimits.Join)
            .WithName("getRoom").WithSummary("Look up a room by its code")
            .ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status429TooManyRequests);
        rooms.MapPost("/{slug}/join", Join).Allow(Who.Anyone, ApiScopes.MeetingsJoin).RequireRateLimiting(RateLimits.Join)
            .WithName("joinRoom").WithSummary("Get leave to enter a room; guests need only a name")
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status429TooManyRequests).ProducesProblem(StatusCodes.Status503ServiceUnavailable);
    }

    private static async Task<Results<Created<CreatedRoom>, ProblemHttpResult>> Create(
        CreateRoomRequest request, HttpContext context, Caller caller, VisioDb db, TimeProvider time, CancellationToken cancellationToken)
    {
        string? title = null;
        if (!string.IsNullOrWhiteSpace(request.Title) && !DisplayName.TryParse(request.Title, MaxTitleLength, out title))
        {
            return ApiProblem.InvalidTitle;
        }

        var room = await AddAsync(db, caller.UserId!.Value, title, time.GetUtcNow(), cancellationToken);
        var origin = $"{context.Request.Scheme}://{context.Request.Host.ToUriComponent()}";
        return TypedResults.Created(
            $"/api/v1/rooms/{room.Slug}", new CreatedRoom(room.Slug.Value, room.Title, $"{origin}/{room.Slug}", room.CreatedAt));
    }

    private static async Task<Results<Ok<RoomView>, ProblemHttpResult>> Get(
        string slug, VisioDb db, LiveKitServer livekit, CancellationToken cancellationToken) =>
        await FindAsync(db, slug, cancellationToken) is { } room ? TypedResults.Ok(View(room, livekit)) : ApiProblem.RoomNotFound;

    private static async Task<Results<Ok<JoinedRoom>, ProblemHttpResult>> Join(
        string slug,
        JoinRequest request,
        HttpContext context,
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

        if (!DisplayName.TryParse(request.DisplayName, out var name))
        {
            return AccountProblems.InvalidDisplayName;
        }

        if (await FindAsync(db, slug, cancellationToken) is not { } room)
        {
            return ApiProblem.RoomNotFound;
        }

        var identity = JoinToken.NewIdentity();
        var token = JoinToken.Sign(settings, time.GetUtcNow(), room.MediaName, identity, name);
        var serverUrl = $"{(context.Request.IsHttps ? "wss" : "ws")}://{context.Request.Host.ToUriComponent()}";
        return TypedResults.Ok(new JoinedRoom(token, serverUrl, identity, name, View(room, livekit)));
    }

    private static async Task<Room> AddAsync(VisioDb db, Guid owner, string? title, DateTimeOffset now, CancellationToken cancellationToken)
    {
        // Whole milliseconds are what is stored, so that the answer now and a look-up later agree.
        var createdAt = DateTimeOffset.FromUnixTimeMilliseconds(now.ToUnixTimeMilliseconds());
        for (var attempt = 1; ; attempt++)
        {
            var room = new Room
            {
                Id = Guid.CreateVersion7(now),
                Slug = RoomSlug.New(),
                Title = title,
                Access = AccessLevel.Public,
                Lobby = LobbyMode.ByAccess,
                Rights = RoomRights.Default,
                CreatedAt = createdAt,
            };
            db.Rooms.Add(room);
            db.RoomMembers.Add(new RoomMember { RoomId = room.Id, UserId = owner, Role = RoomRole.Owner, AddedAt = createdAt });
            try
            {
                await db.SaveChangesAsync(cancellationToken);
                return room;
            }
            catch (DbUpdateException) when (attempt < SlugAttempts)
            {
                db.ChangeTracker.Clear();
            }
        }
    }

    private static async Task<Room?> FindAsync(VisioDb db, string text, CancellationToken cancellationToken) =>
        RoomSlug.TryParse(text, out var slug)
            ? await db.Rooms.AsNoTracking().SingleOrDefaultAsync(room => room.Slug == slug, cancellationToken)
            : null;

    private static RoomView View(Room room, LiveKitServer livekit) =>
        new(room.Slug.Value, room.Title, room.CreatedAt, livekit.CountParticipants(room.MediaName));
}
