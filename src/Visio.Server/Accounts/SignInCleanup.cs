using Microsoft.EntityFrameworkCore;
using Visio.Server.Data;

namespace Visio.Server.Accounts;

/// <summary>Deletes sessions and links whose time is over: at start, then every hour.</summary>
internal sealed partial class SignInCleanup(IServiceScopeFactory scopes, TimeProvider time, ILogger<SignInCleanup> log) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    /// <returns>How many rows were deleted.</returns>
    public static async Task<int> CleanAsync(VisioDb db, DateTimeOffset now, CancellationToken cancellationToken) =>
        await db.Sessions.Where(s => s.ExpiresAt <= now).ExecuteDeleteAsync(cancellationToken)
        + await db.SignInLinks.Where(l => l.ExpiresAt <= now).ExecuteDeleteAsync(cancellationToken);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        do
        {
            try
            {
                await using var scope = scopes.CreateAsyncScope();
                await CleanAsync(scope.ServiceProvider.GetRequiredService<VisioDb>(), time.GetUtcNow(), stoppingToken);
            }
            catch (Exception failed) when (failed is not OperationCanceledException)
            {
                // The next hour tries again: rows that stay longer open nothing.
                LogFailed(log, failed);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Expired sessions and links could not be deleted")]
    private static partial void LogFailed(ILogger log, Exception failed);
}
