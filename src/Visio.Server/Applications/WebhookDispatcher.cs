using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Visio.Server.Audit;
using Visio.Server.Data;

namespace Visio.Server.Applications;

/// <summary>
/// Sends what is due. Each webhook gets one delivery at a time, the oldest first; one that failed steps aside until its next attempt.
/// What is due stands in the database, so that nothing is forgotten when the process ends, and several servers can share the work.
/// </summary>
internal sealed partial class WebhookDispatcher(
    IServiceScopeFactory scopes, WebhookSender sender, TimeProvider time, ILogger<WebhookDispatcher> log) : BackgroundService
{
    /// <summary>Webhooks that are sent to at once.</summary>
    private const int MaxAtOnce = 16;

    /// <summary>How long it waits at most before it looks again: what another process queued is found then.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);
    private readonly ConcurrentDictionary<Guid, Task> _busy = new();
    private readonly SemaphoreSlim _wake = new(0, 1);

    /// <summary>Says that something may be due. Any thread.</summary>
    public void Wake()
    {
        try
        {
            _wake.Release();
        }
        catch (SemaphoreFullException)
        {
            // Somebody else has said so already.
        }
    }

    public override void Dispose()
    {
        _wake.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await _wake.WaitAsync(await StartDueAsync(stoppingToken), stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                break;
            }
            catch (Exception failed)
            {
                LogFailed(log, failed);
                await Task.Delay(TimeSpan.FromSeconds(5), time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }

        await Task.WhenAll(_busy.Values);
    }

    /// <summary>Starts sending to every webhook for which something is due.</summary>
    /// <returns>How long there is nothing more to start.</returns>
    private async Task<TimeSpan> StartDueAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<VisioDb>();
        var busy = _busy.Keys.ToList();
        var now = time.GetUtcNow();
        var open = from d in db.WebhookDeliveries
                   join w in db.Webhooks on d.WebhookId equals w.Id
                   join a in db.Applications on w.ApplicationId equals a.Id
                   where d.NextAttemptAt != null && w.DisabledAt == null && a.DisabledAt == null && !busy.Contains(w.Id)
                   select d;
        var due = await open.Where(d => d.NextAttemptAt <= now).Select(d => d.WebhookId).Distinct()
            .OrderBy(id => id).Take(MaxAtOnce).ToListAsync(cancellationToken);
        foreach (var webhook in due.Take(MaxAtOnce - busy.Count))
        {
            // The entry is there before the task can end and remove it.
            var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _busy[webhook] = SendAllAsync(webhook, started.Task, cancellationToken);
            started.SetResult();
        }

        // A webhook that is done wakes the loop.
        if (due.Count > 0)
        {
            return LongestWait;
        }

        var next = await open.MinAsync(d => d.NextAttemptAt, cancellationToken);
        var wait = (next ?? DateTimeOffset.MaxValue) - time.GetUtcNow();
        return wait > LongestWait ? LongestWait : wait < TimeSpan.Zero ? TimeSpan.Zero : wait + TimeSpan.FromMilliseconds(1);
    }

    private async Task SendAllAsync(Guid webhook, Task started, CancellationToken cancellationToken)
    {
        await started;
        try
        {
            while (!cancellationToken.IsCancellationRequested && await SendNextAsync(webhook, cancellationToken))
            {
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
        }
        catch (Exception failed)
        {
            LogFailed(log, failed);
        }
        finally
        {
            _busy.TryRemove(webhook, out _);
            Wake();
        }
    }

    /// <returns>Whether there may be more.</returns>
    private async Task<bool> SendNextAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<VisioDb>();
        var now = time.GetUtcNow();
        var webhook = await db.Webhooks.SingleOrDefaultAsync(w => w.Id == id && w.DisabledAt == null, cancellationToken);
        var delivery = await db.WebhookDeliveries.AsNoTracking().Where(d => d.WebhookId == id && d.NextAttemptAt <= now)
            .OrderBy(d => d.Id).FirstOrDefaultAsync(cancellationToken);
        if (webhook is null || delivery is null)
        {
            return false;
        }

        // Claimed before it is sent: of two servers one has it, and if that one dies the other gets it after the lease.
        var until = now + WebhookSchedule.Lease;
        var claimed = await db.WebhookDeliveries.Where(d => d.Id == delivery.Id && d.NextAttemptAt == delivery.NextAttemptAt).ExecuteUpdateAsync(
            d => d.SetProperty(x => x.NextAttemptAt, until).SetProperty(x => x.Attempts, x => x.Attempts + 1), cancellationToken);
        if (claimed == 0)
        {
            return true;
        }

        try
        {
            var (status, error) = await sender.SendAsync(webhook, delivery, cancellationToken);
            await NoteAsync(db, webhook, delivery, status, error);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Nobody knows whether it arrived: at least once.
            await db.WebhookDeliveries.Where(d => d.Id == delivery.Id).ExecuteUpdateAsync(d => d.SetProperty(x => x.NextAttemptAt, now), CancellationToken.None);
            throw;
        }

        return true;
    }

    /// <summary>Notes how an attempt went; a stopping server finishes this.</summary>
    private async Task NoteAsync(VisioDb db, Webhook webhook, WebhookDelivery delivery, int? status, string? error)
    {
        var now = time.GetUtcNow();
        var next = error is null ? null : now + WebhookSchedule.PauseAfter(delivery.Attempts + 1);
        DateTimeOffset? delivered = error is null ? now : null;
        await using var transaction = await db.Database.BeginTransactionAsync(CancellationToken.None);
        await db.WebhookDeliveries.Where(d => d.Id == delivery.Id).ExecuteUpdateAsync(
            d => d.SetProperty(x => x.NextAttemptAt, next).SetProperty(x => x.DeliveredAt, delivered)
                .SetProperty(x => x.ResponseStatus, status).SetProperty(x => x.Error, error),
            CancellationToken.None);

        // 410 means that nobody wants it any more (Standard Webhooks, "Operational considerations").
        webhook.FailingSince = error is null ? null : webhook.FailingSince ?? now;
        if (status == StatusCodes.Status410Gone || (webhook.FailingSince is { } since && now - since >= WebhookSchedule.Patience))
        {
            webhook.DisabledAt = now;
            db.Record(new(AuditActor.System, null, "webhook.disable", webhook.Id.ToString(), Details: new { status, webhook.FailingSince }));
        }

        await db.SaveChangesAsync(CancellationToken.None);
        await transaction.CommitAsync(CancellationToken.None);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Webhooks could not be sent; trying again")]
    private static partial void LogFailed(ILogger log, Exception failed);
}
