using Microsoft.EntityFrameworkCore;
using Visio.LiveKit;
using Visio.Server.Data;
using Visio.Server.Events;
using Visio.Server.Media;

namespace Visio.Server.Meetings;

/// <summary>
/// Keeps the public chat of meetings while they last, in rooms that want it, and no longer. After a restart of the server it waits a
/// little for those who come back, and then forgets what they have not come back to.
/// </summary>
internal sealed class ChatRecords(
    ChatInbox inbox, ILiveRooms liveRooms, EventFeed feed, IServiceScopeFactory scopes, TimeProvider time, ILogger<ChatRecords> log) : BackgroundService
{
    private const int MostAtOnce = 500;
    private const int Attempts = 5;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ComeBack = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan SweepInterval = TimeSpan.FromMinutes(10);

    /// <summary>For what is still to be written when the server stops.</summary>
    private static readonly TimeSpan ToFinish = TimeSpan.FromSeconds(4);

    private long _last;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var meetings = liveRooms.Subscribe(happened =>
        {
            // Whoever is told that the server stops comes back to the same meeting.
            if (happened.Kind == LiveEventKind.RoomFinished && !liveRooms.IsDraining && Guid.TryParseExact(happened.Room, "N", out var room))
            {
                inbox.Put(new ChatEntry { Ended = room });
            }
        });
        using var rules = feed.Subscribe(happened =>
        {
            if (happened is { Type: EventTypes.RoomUpdated, RoomId: { } room })
            {
                inbox.Put(new ChatEntry { Changed = room });
            }
        });
        await using var sweep = time.CreateTimer(_ => inbox.Put(new ChatEntry { Sweep = true }), null, ComeBack, SweepInterval);
        using var limit = new CancellationTokenSource();
        await using var stopping = stoppingToken.Register(() => limit.CancelAfter(ToFinish));
        try
        {
            while (await inbox.Entries.WaitToReadAsync(stoppingToken))
            {
                await TakeAsync(limit.Token);
            }
        }
        catch (OperationCanceledException) when (!limit.IsCancellationRequested)
        {
            // Everybody in the meeting has seen it sent.
            while (inbox.Entries.TryPeek(out _))
            {
                await TakeAsync(limit.Token);
            }
        }
    }

    /// <summary>Takes texts up to something else, writes them, and does that.</summary>
    private async Task TakeAsync(CancellationToken cancellationToken)
    {
        var texts = new List<LiveText>();
        ChatEntry? other = null;
        while (other is null && texts.Count < MostAtOnce && inbox.Entries.TryRead(out var entry))
        {
            if (entry.Text is { } text)
            {
                texts.Add(text);
            }
            else
            {
                other = entry;
            }
        }

        inbox.Taken(texts.Count);
        if (texts.Count > 0)
        {
            await TryAsync(async db => _last = await new ChatPage(db).WriteAsync(texts, _last, cancellationToken), cancellationToken);
        }

        if (other is not null)
        {
            await HandleAsync(other, cancellationToken);
        }
    }

    private async Task HandleAsync(ChatEntry entry, CancellationToken cancellationToken)
    {
        if (entry.Ended is { } ended)
        {
            await TryAsync(db => db.ChatMessages.Where(m => m.RoomId == ended).ExecuteDeleteAsync(cancellationToken), cancellationToken);
        }
        else if (entry.Changed is { } changed)
        {
            await TryAsync(
                db => db.ChatMessages.Where(m => m.RoomId == changed && !db.Rooms.Any(r => r.Id == changed && r.ChatHistory)).ExecuteDeleteAsync(cancellationToken),
                cancellationToken);
        }
        else if (entry.Sweep)
        {
            var open = liveRooms.Rooms().Select(name => Guid.TryParseExact(name, "N", out var id) ? id : Guid.Empty).ToList();
            await TryAsync(
                db => db.ChatMessages.Where(m => !open.Contains(m.RoomId) || !db.Rooms.Any(r => r.Id == m.RoomId && r.ChatHistory)).ExecuteDeleteAsync(cancellationToken),
                cancellationToken);
        }

        entry.Written?.TrySetResult();
    }

    private async Task TryAsync(Func<VisioDb, Task> work, CancellationToken cancellationToken)
    {
        for (var attempt = 1; attempt <= Attempts; attempt++)
        {
            try
            {
                await using var scope = scopes.CreateAsyncScope();
                await work(scope.ServiceProvider.GetRequiredService<VisioDb>());
                return;
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                log.ChatFailed(e);
                await Task.Delay(Pause, time, cancellationToken);
            }
        }
    }
}
