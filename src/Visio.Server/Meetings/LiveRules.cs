using System.Collections.Concurrent;
using System.Threading.Channels;
using Microsoft.EntityFrameworkCore;
using Visio.LiveKit;
using Visio.Server.Data;
using Visio.Server.Events;
using Visio.Server.Media;
using Visio.Server.Rooms;

namespace Visio.Server.Meetings;

/// <summary>
/// Makes true in live rooms what the database says: titles, locks, rights and roles, and that nobody stays whose leave was taken back.
/// What this process changes is carried over at once, when the change is published on <see cref="EventFeed"/>; once a second the
/// database is asked for what other processes have changed.
/// </summary>
internal sealed class LiveRules(
    ILiveRooms liveRooms, LiveRoster roster, EventFeed feed, IServiceScopeFactory scopes, TimeProvider time, ILogger<LiveRules> log)
    : BackgroundService
{
    /// <summary>The attribute that tells somebody who is taken out why: <c>removed</c>, <c>banned</c> or <c>revoked</c>.</summary>
    public const string FarewellAttribute = "visio.removed";

    private static readonly TimeSpan SweepInterval = TimeSpan.FromSeconds(1);

    // Rooms that have changed; null means that anything may have.
    private readonly Channel<Guid?> _changes = Channel.CreateUnbounded<Guid?>(new() { SingleReader = true });
    private readonly ConcurrentDictionary<Guid, string> _described = new();

    // Rooms of ours: when they were changed last, and since when they are locked.
    private readonly ConcurrentDictionary<Guid, (DateTimeOffset ChangedAt, DateTimeOffset? LockedSince)> _seen = new();

    /// <summary>Makes sure that a room can be entered now.</summary>
    public Task OpenAsync(Room room, CancellationToken cancellationToken)
    {
        Note(room);
        return liveRooms.OpenAsync(room.MediaName, new() { Metadata = LiveDescription.Of(room, roster.Spotlight(room.MediaName)) }, cancellationToken);
    }

    /// <summary>Since when a room is known to be locked; null where it is not.</summary>
    public DateTimeOffset? LockedSince(Guid room) => _seen.TryGetValue(room, out var seen) ? seen.LockedSince : null;

    /// <summary>Carries the rows of a room over to its live meeting; completes when everybody was told.</summary>
    /// <param name="roomId">The room.</param>
    /// <param name="identities">Those who may have changed; null for everybody and the room itself.</param>
    /// <param name="cancellationToken">Ends the work between two steps.</param>
    public async Task ApplyAsync(Guid roomId, IReadOnlyCollection<string>? identities, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<VisioDb>();
        if (await db.Rooms.AsNoTracking().SingleOrDefaultAsync(r => r.Id == roomId, cancellationToken) is not { } room)
        {
            // Where no people are named, this process has deleted it.
            await (identities is null ? liveRooms.CloseAsync(roomId.ToString("N")) : CloseForgottenAsync(roomId));
            return;
        }

        if (identities is null)
        {
            await DescribeAsync(room);
        }

        var live = (await liveRooms.ParticipantsAsync(room.MediaName))
            .Select(p => p.Identity).Where(i => LiveRoster.IsAdmission(i) && identities?.Contains(i) != false).ToList();
        if (live.Count == 0)
        {
            return;
        }

        var admissions = await db.Admissions.AsNoTracking().Where(a => live.Contains(a.Identity)).ToDictionaryAsync(a => a.Identity, cancellationToken);
        await TakeOutAsync(room.Id, admissions.Values.Where(a => a.RevokedAt is not null).Select(a => a.Identity).ToHashSet(StringComparer.Ordinal), "removed");
        await liveRooms.UpdateAsync(
            room.MediaName,
            p => admissions.TryGetValue(p.Identity, out var admission)
                ? LiveDescription.Of(room, admission, roster.Hand(room.MediaName, p.Identity))
                : null);
    }

    /// <summary>Takes people out of a room, and says why.</summary>
    public async Task TakeOutAsync(Guid roomId, IReadOnlySet<string> identities, string why)
    {
        if (identities.Count > 0)
        {
            var gone = await liveRooms.RemoveAsync(
                roomId.ToString("N"),
                p => identities.Contains(p.Identity),
                new Dictionary<string, string>(StringComparer.Ordinal) { [FarewellAttribute] = why });
            log.TakenOut(gone.Count);
        }
    }

    /// <summary>Tells everybody in the room what it is now.</summary>
    public async Task DescribeAsync(Room room)
    {
        Note(room);
        var metadata = LiveDescription.Of(room, roster.Spotlight(room.MediaName));
        _described[room.Id] = metadata;
        try
        {
            await liveRooms.SetMetadataAsync(room.MediaName, metadata);
        }
        catch (LiveKitUnavailableException)
        {
            Doubt(room.Id);
            throw;
        }
    }

    /// <summary>Has a room looked at again, since a change of it may not have been carried over.</summary>
    public void Doubt(Guid room) => _described.TryRemove(room, out _);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var changes = feed.Subscribe(Notice);
        using var timer = new PeriodicTimer(SweepInterval, time);
        var sweeping = TickAsync(timer, stoppingToken);
        await foreach (var first in _changes.Reader.ReadAllAsync(stoppingToken))
        {
            var changed = new HashSet<Guid?> { first };
            while (_changes.Reader.TryRead(out var next))
            {
                changed.Add(next);
            }

            try
            {
                foreach (var room in changed.OfType<Guid>())
                {
                    await ApplyAsync(room, null, stoppingToken);
                }

                if (changed.Contains(null))
                {
                    await SweepAsync(stoppingToken);
                }
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                changed.OfType<Guid>().ToList().ForEach(Doubt);
                if (e is not LiveKitUnavailableException)
                {
                    log.EnforcingFailed(e);
                }
            }
        }

        await sweeping;
    }

    private void Notice(ProductEvent happened)
    {
        switch (happened.Type)
        {
            case EventTypes.RoomUpdated or EventTypes.RoomDeleted when happened.RoomId is { } room:
                _seen.AddOrUpdate(room, _ => (happened.At, null), (_, seen) => seen with { ChangedAt = happened.At });
                _changes.Writer.TryWrite(room);
                break;
            case EventTypes.AccessRevoked:
                _changes.Writer.TryWrite(null);
                break;
            default:
                break;
        }
    }

    /// <summary>Closes a room that is not in the database any more. On a media server elsewhere it may be another's that never was.</summary>
    private Task CloseForgottenAsync(Guid room) => liveRooms.IsRemote && !_seen.ContainsKey(room)
        ? Task.CompletedTask
        : liveRooms.CloseAsync(room.ToString("N"));

    // A room is locked from the moment of the change, which may be read here much later: who came in between came too late.
    private void Note(Room room) => _seen.AddOrUpdate(
        room.Id,
        _ => (time.GetUtcNow(), room.Locked ? time.GetUtcNow() : null),
        (_, seen) => seen with { LockedSince = room.Locked ? seen.LockedSince ?? seen.ChangedAt : null });

    private async Task TickAsync(PeriodicTimer timer, CancellationToken stoppingToken)
    {
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            roster.Prune(time.GetUtcNow());
            _changes.Writer.TryWrite(null);
        }
    }

    /// <summary>Asks the database about the rooms that are open: two queries, whose answers are a row for each room and those who must go.</summary>
    private async Task SweepAsync(CancellationToken cancellationToken)
    {
        var open = roster.Rooms();
        if (open.Count == 0)
        {
            _described.Clear();
            return;
        }

        foreach (var closed in _described.Keys.Except(open).ToList())
        {
            _described.TryRemove(closed, out _);
        }

        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<VisioDb>();
        var rooms = await db.Rooms.AsNoTracking().Where(r => open.Contains(r.Id)).ToDictionaryAsync(r => r.Id, cancellationToken);
        var now = time.GetUtcNow();
        foreach (var id in open)
        {
            if (!rooms.TryGetValue(id, out var room))
            {
                await CloseForgottenAsync(id);
            }
            else if (room.ExpiresAt <= now)
            {
                await liveRooms.CloseAsync(id.ToString("N"));
            }
            else if (_described.GetValueOrDefault(id) != LiveDescription.Of(room, roster.Spotlight(room.MediaName)))
            {
                await ApplyAsync(id, null, cancellationToken);
            }
        }

        var gone = await db.Admissions.AsNoTracking().Where(a => a.JoinedAt != null && a.LeftAt == null).WhereRevoked(db)
            .Select(a => new { a.RoomId, a.Identity, a.RevokedAt }).ToListAsync(cancellationToken);
        foreach (var inRoom in gone.Where(a => roster.IsPresent(a.RoomId.ToString("N"), a.Identity)).GroupBy(a => a.RoomId))
        {
            await TakeOutAsync(inRoom.Key, inRoom.Select(a => a.Identity).ToHashSet(StringComparer.Ordinal), "revoked");
        }
    }
}
