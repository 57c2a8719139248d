using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Visio.Server.Audit;
using Visio.Server.Data;
using Visio.Server.Policies;

namespace Visio.Server.Admin;

/// <summary>
/// Deletes what is kept no longer: who was in which meeting and the audit log as the policy says, deliveries of webhooks after 30 days,
/// access tokens that are over. What it deleted is counted in the audit log.
/// </summary>
internal sealed partial class Retention(IServiceScopeFactory scopes, TimeProvider time, ILogger<Retention> log) : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromHours(6);
    private static readonly TimeSpan DeliveryRetention = TimeSpan.FromDays(30);

    /// <summary>Looks once.</summary>
    public async Task SweepAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<VisioDb>();
        var policy = await scope.ServiceProvider.GetRequiredService<PolicyStore>().CurrentAsync(cancellationToken);
        var now = time.GetUtcNow();
        var meetingsBefore = now - TimeSpan.FromDays(policy.MeetingRetentionDays);
        var deliveriesBefore = now - DeliveryRetention;

        // Whoever is still in a call stays, however long it takes; a token that nobody used is over after a day at the latest.
        var admissions = await db.Admissions
            .Where(a => a.CreatedAt < meetingsBefore && (a.LeftAt != null || a.JoinedAt == null)).ExecuteDeleteAsync(cancellationToken);
        var meetings = await db.Meetings
            .Where(m => m.EndedAt < meetingsBefore && !db.Admissions.Any(a => a.MeetingId == m.Id)).ExecuteDeleteAsync(cancellationToken);
        var deliveries = await db.WebhookDeliveries
            .Where(d => d.CreatedAt < deliveriesBefore && d.NextAttemptAt == null).ExecuteDeleteAsync(cancellationToken);
        var tokens = await db.ApplicationTokens.Where(t => t.ExpiresAt < now).ExecuteDeleteAsync(cancellationToken);
        if (admissions + meetings + deliveries + tokens > 0)
        {
            db.Record(new(AuditActor.System, null, "retention.sweep", Details: new { admissions, meetings, deliveries, tokens }));
            await db.SaveChangesAsync(cancellationToken);
        }

        var pruning = await scope.ServiceProvider.GetRequiredService<AuditLog>().PruneAsync(now - TimeSpan.FromDays(policy.AuditRetentionDays), cancellationToken);
        if (pruning.Fault is { } fault)
        {
            LogBroken(log, fault.ToString());
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, time);
        do
        {
            try
            {
                await SweepAsync(stoppingToken);
            }
            catch (Exception failed) when (failed is DbException or DbUpdateException)
            {
                // The database is away or busy: the next round finds the same.
                LogFailed(log, failed);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "What is kept no longer could not be deleted")]
    private static partial void LogFailed(ILogger log, Exception failed);

    [LoggerMessage(Level = LogLevel.Error, Message = "The audit log is broken, and is not shortened: {Fault}. Run 'visio audit verify'")]
    private static partial void LogBroken(ILogger log, string fault);
}
