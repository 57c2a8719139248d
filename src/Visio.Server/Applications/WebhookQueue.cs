using System.Text.Json;
using System.Threading.Channels;
using Microsoft.EntityFrameworkCore;
using Visio.Server.Data;
using Visio.Server.Events;
using Visio.Server.Hosting;
using Visio.Server.Policies;

namespace Visio.Server.Applications;

/// <summary>
/// Turns events into deliveries: a row for every webhook that wants the event and whose application may know of the room. An event is
/// in memory until its rows are written, which takes milliseconds; a stopping server writes all that it has.
/// </summary>
internal sealed partial class WebhookQueue(
    EventFeed feed, IServiceScopeFactory scopes, WebhookDispatcher dispatcher, TimeProvider time, ILogger<WebhookQueue> log) : IHostedService, IDisposable
{
    private const int MaxWaiting = 20_000;
    private const int BatchSize = 200;
    private static readonly JsonSerializerOptions Json = MakeOptions();
    private readonly Channel<ProductEvent> _events = Channel.CreateBounded<ProductEvent>(MaxWaiting);
    private IDisposable? _subscription;
    private Task _working = Task.CompletedTask;
    private DateTimeOffset _lastId;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _subscription = feed.Subscribe(Take);
        _working = Task.Run(WorkAsync, CancellationToken.None);
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        _subscription?.Dispose();
        _events.Writer.TryComplete();
        await _working.WaitAsync(cancellationToken);
    }

    public void Dispose() => _subscription?.Dispose();

    /// <summary>A delivery in the form that Standard Webhooks proposes: kind, time and data.</summary>
    /// <param name="webhook">Where it goes.</param>
    /// <param name="happened">What it tells.</param>
    /// <param name="room">The room's slug; null where it is gone, and for what concerns none.</param>
    /// <param name="due">From when on it is sent; its id sorts by it.</param>
    public static WebhookDelivery NewDelivery(Guid webhook, ProductEvent happened, string? room, DateTimeOffset due) => new()
    {
        Id = Guid.CreateVersion7(due),
        WebhookId = webhook,
        EventType = happened.Type,
        Payload = JsonSerializer.Serialize(new { happened.Type, Timestamp = happened.At.ToUniversalTime(), Room = room, happened.Data }, Json),
        CreatedAt = due,
        NextAttemptAt = due,
    };

    private static JsonSerializerOptions MakeOptions()
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web);
        ApiJson.Apply(options);
        return options;
    }

    private void Take(ProductEvent happened)
    {
        if (WebhookInput.ScopeOf(happened.Type) is not null && !_events.Writer.TryWrite(happened))
        {
            LogDropped(log, happened.Type);
        }
    }

    private async Task WorkAsync()
    {
        var batch = new List<ProductEvent>(BatchSize);
        while (await _events.Reader.WaitToReadAsync())
        {
            batch.Clear();
            while (batch.Count < BatchSize && _events.Reader.TryRead(out var happened))
            {
                batch.Add(happened);
            }

            try
            {
                await WriteAsync(batch);
            }
            catch (Exception failed)
            {
                LogFailed(log, failed, batch.Count);
            }
        }
    }

    private async Task WriteAsync(List<ProductEvent> batch)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<VisioDb>();
        var webhooks = await (from w in db.Webhooks.AsNoTracking()
                              join a in db.Applications.AsNoTracking() on w.ApplicationId equals a.Id
                              where w.DisabledAt == null && a.DisabledAt == null
                              select new { w.Id, w.Events, a.Scopes, a.Domains }).ToListAsync();
        if (webhooks.Count == 0)
        {
            return;
        }

        var rooms = batch.Select(e => e.RoomId).OfType<Guid>().Distinct().ToList();
        var addresses = await (from m in db.RoomMembers
                               join u in db.Users on m.UserId equals u.Id
                               where rooms.Contains(m.RoomId) && m.Role == RoomRole.Owner && u.Email != null
                               select new { m.RoomId, u.Email }).ToListAsync();
        var domains = addresses.ToLookup(a => a.RoomId, a => a.Email[(a.Email.LastIndexOf('@') + 1)..].ToLowerInvariant());
        var slugs = (await db.Rooms.AsNoTracking().Where(r => rooms.Contains(r.Id)).Select(r => new { r.Id, r.Slug }).ToListAsync()).ToDictionary(r => r.Id, r => r.Slug.Value);
        foreach (var happened in batch)
        {
            var slug = happened.RoomId is { } id ? slugs.GetValueOrDefault(id) : null;
            string[] owners = [.. happened.OwnerDomains, .. happened.RoomId is { } room ? domains[room] : []];
            foreach (var webhook in webhooks)
            {
                if (Has(webhook.Events, happened.Type) && Has(webhook.Scopes, WebhookInput.ScopeOf(happened.Type)!)
                    && (webhook.Domains == "*" || owners.Any(owner => Has(webhook.Domains, owner))))
                {
                    db.WebhookDeliveries.Add(NewDelivery(webhook.Id, happened, slug, NextInstant()));
                }
            }
        }

        if (await db.SaveChangesAsync() > 0)
        {
            dispatcher.Wake();
        }
    }

    private static bool Has(string list, string item) => list == "*" || list.Split(' ').Contains(item, StringComparer.Ordinal);

    /// <summary>A millisecond of its own for each delivery: ids are made from it, and sort as the events happened.</summary>
    private DateTimeOffset NextInstant()
    {
        var now = DateTimeOffset.FromUnixTimeMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds());
        return _lastId = now > _lastId ? now : _lastId.AddMilliseconds(1);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Too many events wait for webhooks: {Type} was dropped")]
    private static partial void LogDropped(ILogger log, string type);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Count} events could not be queued for webhooks")]
    private static partial void LogFailed(ILogger log, Exception failed, int count);
}
