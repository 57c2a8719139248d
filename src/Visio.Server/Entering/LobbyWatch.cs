using System.Collections.Concurrent;
using System.Data.Common;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Visio.LiveKit;
using Visio.Server.Data;
using Visio.Server.Events;
using Visio.Server.Rooms;
using Visio.Server.Settings;

namespace Visio.Server.Entering;

/// <summary>
/// Keeps those who wait and those who may let them in up to date: whoever follows a lobby is found anew for each change, so that a role
/// that was taken away ends what is told. Changes of one room that come close together are told once.
/// </summary>
internal sealed partial class LobbyWatch(
    IServiceScopeFactory scopes,
    Lobbies lobbies,
    HostLines hosts,
    EventFeed feed,
    VisioSettings settings,
    IHostApplicationLifetime lifetime,
    IOptions<Microsoft.AspNetCore.Http.Json.JsonOptions> json,
    TimeProvider time,
    ILogger<LobbyWatch> log) : BackgroundService
{
    /// <summary>Hosts are told so many of those who wait; the rest is behind <c>GET …/lobby</c>.</summary>
    private const int ListedToHosts = 200;

    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan PingPeriod = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan SessionPeriod = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<Guid, LobbyChanges> _changes = new();
    private readonly Dictionary<Guid, DateTimeOffset> _notBefore = [];
    private readonly Doorbell _bell = new();
    private DateTimeOffset _nextPing;
    private DateTimeOffset _nextSessions;
    private DateTimeOffset _nextSweep;
    private volatile bool _sessionsMayHaveEnded;

    /// <summary>Has a room looked at soon.</summary>
    public void Mark(Guid room, LobbyChanges what)
    {
        _changes.AddOrUpdate(room, what, (_, before) => before | what);
        _bell.Ring();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var subscription = feed.Subscribe(On);
        await using var stopping = lifetime.ApplicationStopping.Register(CloseAll);
        void Changed(Guid room) => Mark(room, LobbyChanges.People);
        lobbies.Changed += Changed;
        try
        {
            while (!stoppingToken.IsCancellationRequested)
            {
                await RoundAsync(stoppingToken);
                await WaitAsync(stoppingToken);
            }
        }
        finally
        {
            lobbies.Changed -= Changed;
        }
    }

    private async Task RoundAsync(CancellationToken cancellationToken)
    {
        try
        {
            foreach (var room in _changes.Keys)
            {
                if ((!_notBefore.TryGetValue(room, out var notBefore) || notBefore <= time.GetUtcNow()) && _changes.TryRemove(room, out var what))
                {
                    await LookAsync(room, what, cancellationToken);
                }
            }

            await KeepAliveAsync(cancellationToken);
        }
        catch (Exception failed) when (failed is DbException or DbUpdateException or LiveKitUnavailableException)
        {
            // The database is away or busy, or the media server is. What was missed is told with the next change.
            LogFailed(log, failed);
        }
    }

    /// <summary>Until something changes; not longer than a tick where something is due that was put off.</summary>
    private async Task WaitAsync(CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(_changes.IsEmpty ? TimeSpan.FromSeconds(1) : Tick);
        try
        {
            await _bell.WaitAsync(limit.Token);
            if (!_changes.IsEmpty && _changes.Keys.All(room => _notBefore.GetValueOrDefault(room) > time.GetUtcNow()))
            {
                await Task.Delay(Tick, time, cancellationToken);
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
        }
    }

    private void On(ProductEvent happened)
    {
        if (happened.Type == EventTypes.AccessRevoked)
        {
            _sessionsMayHaveEnded = true;
            _bell.Ring();
        }

        if (happened.RoomId is not { } room)
        {
            return;
        }

        var what = happened.Type switch
        {
            EventTypes.ParticipantJoined or EventTypes.ParticipantLeft => LobbyChanges.People,
            EventTypes.RoomUpdated or EventTypes.RoomDeleted => LobbyChanges.Rules,
            EventTypes.MeetingStarted => LobbyChanges.People | LobbyChanges.Started,
            EventTypes.MeetingEnded => LobbyChanges.People | LobbyChanges.Ended,
            _ => LobbyChanges.None,
        };
        var isMeeting = (what & (LobbyChanges.Started | LobbyChanges.Ended)) != LobbyChanges.None;
        if (what != LobbyChanges.None && (lobbies.Find(room) is not null || (isMeeting && !hosts.IsEmpty)))
        {
            Mark(room, what);
        }
    }

    private async Task LookAsync(Guid id, LobbyChanges what, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<VisioDb>();
        var room = await db.Rooms.AsNoTracking().SingleOrDefaultAsync(r => r.Id == id, cancellationToken);
        var lobby = lobbies.Find(id);
        if (room is null)
        {
            lobby?.Deny(_ => new("room_not_found", null), time.GetUtcNow());
            foreach (var line in hosts.All)
            {
                line.OfferLobby(id, Json(new LobbyForHosts("", null, 0, [])), isEmpty: true);
            }

            return;
        }

        if (lobby is not null)
        {
            if (what.HasFlag(LobbyChanges.Rules))
            {
                await scope.ServiceProvider.GetRequiredService<LobbyReview>().DecideAnewAsync(room, lobby, cancellationToken);
            }

            var now = await scope.ServiceProvider.GetRequiredService<LobbyHosts>().OfAsync(id, cancellationToken);
            lobby.Tell(now.IsAnyInside, time.GetUtcNow());
            TellHosts(room, lobby, now);
            _notBefore[id] = time.GetUtcNow() + Tick + TimeSpan.FromMilliseconds(lobby.Waiting);
        }

        if (!hosts.IsEmpty && (what & (LobbyChanges.Started | LobbyChanges.Ended)) != LobbyChanges.None)
        {
            await TellMembersAsync(db, room, what, cancellationToken);
        }
    }

    private void TellHosts(Room room, Lobby lobby, LobbyHostsNow now)
    {
        byte[]? withAddresses = null, without = null, empty = null;
        byte[] State(bool disclose)
        {
            var people = lobby.List(disclose, 0, ListedToHosts, time.GetUtcNow()).People;
            return Json(new LobbyForHosts(room.Slug.Value, room.Title, lobby.Waiting, people));
        }

        foreach (var line in hosts.All)
        {
            if (now.Includes(line.Caller))
            {
                var state = now.Discloses(line.Caller) ? withAddresses ??= State(true) : without ??= State(false);
                line.OfferLobby(room.Id, state, lobby.Waiting == 0);
            }
            else if (line.WasTold(room.Id))
            {
                line.OfferLobby(room.Id, empty ??= Json(new LobbyForHosts(room.Slug.Value, room.Title, 0, [])), isEmpty: true);
            }
        }
    }

    private async Task TellMembersAsync(VisioDb db, Room room, LobbyChanges what, CancellationToken cancellationToken)
    {
        var members = (await db.RoomMembers.Where(m => m.RoomId == room.Id).Select(m => m.UserId).ToListAsync(cancellationToken)).ToHashSet();
        var notice = Json(new MeetingNotice(room.Slug.Value, room.Title, what.HasFlag(LobbyChanges.Started) ? "started" : "ended"));
        foreach (var line in hosts.All.Where(line => line.Caller.UserId is { } user && members.Contains(user)))
        {
            line.OfferMeeting(room.Id, notice);
        }
    }

    /// <summary>What is due by the clock: places that are given up, pings, sessions that have ended.</summary>
    private async Task KeepAliveAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (now >= _nextSweep)
        {
            _nextSweep = now + TimeSpan.FromSeconds(1);
            await SweepAsync(now, cancellationToken);
        }

        if (now >= _nextPing)
        {
            _nextPing = now + PingPeriod;
            foreach (var lobby in lobbies.All)
            {
                lobby.Ping();
            }

            foreach (var line in hosts.All)
            {
                line.Ping();
            }
        }

        if (_sessionsMayHaveEnded || now >= _nextSessions)
        {
            _sessionsMayHaveEnded = false;
            _nextSessions = now + SessionPeriod;
            await EndWithSessionsAsync(cancellationToken);
        }
    }

    private async Task SweepAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        foreach (var lobby in lobbies.All)
        {
            lobby.Tell(null, now);
            var gone = lobby.Sweep(now, settings.Rooms.LobbyPlaceKept);
            if (gone.Count > 0)
            {
                await LeftAsync(lobby, gone, cancellationToken);
            }
        }

        lobbies.ForgetEmpty();
        foreach (var old in _notBefore.Where(n => n.Value < now).Select(n => n.Key).ToList())
        {
            _notBefore.Remove(old);
        }
    }

    private async Task EndWithSessionsAsync(CancellationToken cancellationToken)
    {
        var waiting = lobbies.All.SelectMany(lobby => lobby.Snapshot().Where(p => p.Entrant.SessionId is not null).Select(place => (lobby, place))).ToList();
        var following = hosts.All.Where(line => line.Caller.SessionId is not null).ToList();
        if (waiting.Count + following.Count == 0)
        {
            return;
        }

        await using var scope = scopes.CreateAsyncScope();
        var open = await scope.ServiceProvider.GetRequiredService<OpenSessions>()
            .AmongAsync(waiting.Select(w => w.place.Entrant.SessionId).Concat(following.Select(line => line.Caller.SessionId)), cancellationToken);
        foreach (var line in following.Where(line => !open.Contains(line.Caller.SessionId!)))
        {
            line.Close();
        }

        foreach (var (lobby, place) in waiting.Where(w => !open.Contains(w.place.Entrant.SessionId!)))
        {
            if (lobby.Leave(place.Entrant.Key) is { } left)
            {
                await LeftAsync(lobby, [left], cancellationToken);
            }
        }
    }

    private async Task LeftAsync(Lobby lobby, IReadOnlyList<LobbyPlace> places, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        if (await scope.ServiceProvider.GetRequiredService<VisioDb>().Rooms.AsNoTracking()
            .SingleOrDefaultAsync(r => r.Id == lobby.RoomId, cancellationToken) is { } room)
        {
            lobbies.Left(room, places, "left");
        }
    }

    private void CloseAll()
    {
        foreach (var lobby in lobbies.All)
        {
            lobby.Close();
        }

        foreach (var line in hosts.All)
        {
            line.Close();
        }
    }

    private byte[] Json<T>(T value) => JsonSerializer.SerializeToUtf8Bytes(value, json.Value.SerializerOptions);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Those who wait in lobbies could not be looked after")]
    private static partial void LogFailed(ILogger log, Exception failed);
}
