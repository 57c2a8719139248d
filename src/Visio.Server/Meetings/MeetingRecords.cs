using System.Threading.Channels;
using Microsoft.EntityFrameworkCore;
using Visio.LiveKit;
using Visio.Server.Data;
using Visio.Server.Events;
using Visio.Server.Media;
using Visio.Server.Rooms;

namespace Visio.Server.Meetings;

/// <summary>
/// Writes down who was where and when, beside the rooms' loops: events wait in order, and what waits is written in one transaction.
/// Listeners of <see cref="EventFeed"/> are told when it is written.
/// </summary>
internal sealed class MeetingRecords(
    ILiveRooms liveRooms,
    LiveRoster roster,
    LiveRules rules,
    ArrivalReview arrivals,
    EventFeed feed,
    IServiceScopeFactory scopes,
    TimeProvider time,
    ILogger<MeetingRecords> log) : IHostedService, IDisposable
{
    private const int MostAtOnce = 500;
    private const int Attempts = 60;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly Channel<LiveEvent> _events = Channel.CreateUnbounded<LiveEvent>(new() { SingleReader = true });
    private readonly MeetingLedger _ledger = new();
    private readonly CancellationTokenSource _abort = new();
    private IDisposable? _subscription;
    private Task _writing = Task.CompletedTask;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (liveRooms.OutlivesThis)
        {
            await ResumeAsync(cancellationToken);
        }
        else
        {
            await CloseLeftOpenAsync(null, cancellationToken);
        }

        _subscription = liveRooms.Subscribe(happened =>
        {
            roster.Observe(happened);
            _events.Writer.TryWrite(happened);
        });
        _writing = Task.Run(WriteAsync, CancellationToken.None);
    }

    /// <summary>Everybody has left by then: what they left behind is still written.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        _subscription?.Dispose();
        _events.Writer.TryComplete();
        await using var limit = cancellationToken.Register(_abort.Cancel);
        await _writing;
    }

    public void Dispose() => _abort.Dispose();

    /// <summary>Ends what was going on when the server ended without a word. When exactly that was nobody knows: it was before now.</summary>
    /// <param name="goingOn">Meetings that may still go on.</param>
    /// <param name="cancellationToken">Gives up.</param>
    private async Task CloseLeftOpenAsync(IReadOnlyCollection<Guid>? goingOn, CancellationToken cancellationToken)
    {
        var others = goingOn ?? [];
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<VisioDb>();
        var now = time.GetUtcNow();
        var stays = await db.Admissions.Where(a => a.LeftAt == null && a.JoinedAt != null && (a.MeetingId == null || !others.Contains(a.MeetingId.Value)))
            .ExecuteUpdateAsync(change => change.SetProperty(a => a.LeftAt, now), cancellationToken);
        var meetings = await db.Meetings.Where(m => m.EndedAt == null && !others.Contains(m.Id))
            .ExecuteUpdateAsync(change => change.SetProperty(m => m.EndedAt, now), cancellationToken);
        if (stays + meetings > 0)
        {
            log.ClosedAfterCrash(meetings, stays);
        }
    }

    /// <summary>Goes on with what was going on: the media server, asked for it, tells what of it is over.</summary>
    private async Task ResumeAsync(CancellationToken cancellationToken)
    {
        var goingOn = new Dictionary<Guid, Meeting>();
        await using (var scope = scopes.CreateAsyncScope())
        {
            var db = scope.ServiceProvider.GetRequiredService<VisioDb>();
            foreach (var meeting in await db.Meetings.AsNoTracking().Where(m => m.EndedAt == null).OrderBy(m => m.StartedAt).ToListAsync(cancellationToken))
            {
                goingOn[meeting.RoomId] = meeting;
            }

            var ids = goingOn.Values.Select(m => m.Id).ToList();
            var stays = (await db.Admissions.AsNoTracking().Where(a => a.MeetingId != null && ids.Contains(a.MeetingId.Value))
                .Select(a => new { a.MeetingId, a.Identity, a.LeftAt }).ToListAsync(cancellationToken)).ToLookup(a => a.MeetingId);
            var present = new Dictionary<string, IReadOnlyCollection<string>>(StringComparer.Ordinal);
            foreach (var meeting in goingOn.Values)
            {
                var inside = stays[meeting.Id].Where(a => a.LeftAt is null).Select(a => a.Identity).ToList();
                _ledger.Resume(meeting, inside, stays[meeting.Id].Select(a => a.Identity));
                present[meeting.RoomId.ToString("N")] = inside;
            }

            liveRooms.Expect(present);
        }

        await CloseLeftOpenAsync([.. goingOn.Values.Select(m => m.Id)], cancellationToken);
    }

    private async Task WriteAsync()
    {
        while (await _events.Reader.WaitToReadAsync())
        {
            var page = new MeetingPage();
            for (var count = 0; count < MostAtOnce && _events.Reader.TryRead(out var happened); count++)
            {
                _ledger.Enter(happened, page);
            }

            if (page.Tellings.Count > 0)
            {
                await WriteAsync(page);
            }
            else if (liveRooms.IsRemote && page.Arrivals.Count > 0)
            {
                // Who takes their own place again is nothing to write, but comes with a token that nobody has looked at.
                await CheckJoinedAsync(page, new HashSet<string>(StringComparer.Ordinal), _abort.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task WriteAsync(MeetingPage page)
    {
        for (var attempt = 1; attempt <= Attempts && !_abort.IsCancellationRequested; attempt++)
        {
            try
            {
                await SaveAsync(page, _abort.Token);
                return;
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                log.WritingFailed(e);
                await Task.Delay(Pause, time, _abort.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (OperationCanceledException)
            {
                break;
            }
        }

        log.WritingGivenUp(page.Tellings.Count);
    }

    private async Task SaveAsync(MeetingPage page, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<VisioDb>();
        var roomIds = page.Tellings.Select(t => t.Meeting.RoomId).Distinct().ToList();
        var rooms = await db.Rooms.Where(r => roomIds.Contains(r.Id)).ToDictionaryAsync(r => r.Id, cancellationToken);
        var identities = page.Tellings.Where(t => t.Identity is not null).Select(t => t.Identity).Distinct().ToList();
        var admissions = await db.Admissions.Where(a => identities.Contains(a.Identity)).ToDictionaryAsync(a => a.Identity, cancellationToken);
        var meetingIds = page.Meetings.Keys.ToList();
        var meetings = await db.Meetings.Where(m => meetingIds.Contains(m.Id)).ToDictionaryAsync(m => m.Id, cancellationToken);

        // A room that was deleted meanwhile has taken its rows along.
        foreach (var state in page.Meetings.Values.Where(m => rooms.ContainsKey(m.RoomId)))
        {
            if (!meetings.TryGetValue(state.Id, out var row))
            {
                row = new() { Id = state.Id, RoomId = state.RoomId, StartedAt = state.StartedAt };
                db.Meetings.Add(row);
            }

            (row.EndedAt, row.PeakParticipants, row.Joins) = (state.EndedAt, state.Peak, state.Joins);
        }

        var newcomers = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (identity, stay) in page.Stays)
        {
            if (admissions.TryGetValue(identity, out var row) && rooms.TryGetValue(stay.RoomId, out var room))
            {
                if (!ArrivalReview.WasInside(row, stay.JoinedAt))
                {
                    newcomers.Add(identity);
                }

                row.MeetingId = stay.MeetingId;
                row.JoinedAt ??= stay.JoinedAt;
                row.LeftAt = stay.LeftAt;
                room.LastUsedAt = stay.JoinedAt ?? room.LastUsedAt;
            }
        }

        await db.SaveChangesAsync(cancellationToken);
        Tell(page, rooms, admissions);
        await CheckJoinedAsync(page, newcomers, cancellationToken);
    }

    private void Tell(MeetingPage page, Dictionary<Guid, Room> rooms, Dictionary<string, Admission> admissions)
    {
        foreach (var (type, at, meeting, identity) in page.Tellings)
        {
            if (!rooms.TryGetValue(meeting.RoomId, out var room))
            {
                continue;
            }

            MeetingEvent.Person? person = null;
            if (identity is not null)
            {
                if (!admissions.TryGetValue(identity, out var admission))
                {
                    continue;
                }

                person = new(identity, admission.Name, admission.Role, admission.UserId is null);
            }

            feed.Publish(new(
                type, at, room.Id, new MeetingEvent(meeting.Id, room.Slug.Value, room.Title, meeting.StartedAt, meeting.EndedAt, person)));
        }
    }

    /// <summary>Whoever came in while a right was taken has it from the moment before: what the rows say now is carried over once more.</summary>
    private async Task CheckJoinedAsync(MeetingPage page, IReadOnlySet<string> newcomers, CancellationToken cancellationToken)
    {
        try
        {
            foreach (var joined in page.Arrivals.GroupBy(arrival => arrival.Value.RoomId))
            {
                await arrivals.ReviewAsync(joined.Key, joined.ToDictionary(a => a.Key, a => a.Value.At, StringComparer.Ordinal), newcomers, cancellationToken);
                await rules.ApplyAsync(joined.Key, joined.Select(a => a.Key).ToHashSet(StringComparer.Ordinal), cancellationToken);
            }
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            page.Arrivals.Values.Select(a => a.RoomId).Distinct().ToList().ForEach(rules.Doubt);
            if (e is not LiveKitUnavailableException)
            {
                log.EnforcingFailed(e);
            }
        }
    }
}
