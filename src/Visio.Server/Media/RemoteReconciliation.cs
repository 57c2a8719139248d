using Visio.LiveKit;

namespace Visio.Server.Media;

/// <summary>
/// Looks again and again at what there is on the media server: at the start, when webhooks were lost, and otherwise now and then, for
/// those that were lost unnoticed.
/// </summary>
internal sealed partial class RemoteReconciliation(RemoteLiveKit remote, IHostApplicationLifetime lifetime, TimeProvider time, ILogger<RemoteReconciliation> log)
    : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(2);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Not before everybody listens.
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var whenStarted = lifetime.ApplicationStarted.Register(() => started.TrySetResult());
        await started.Task.WaitAsync(stoppingToken);
        var isDown = false;
        while (true)
        {
            try
            {
                await remote.ReconcileAsync(stoppingToken);
                if (isDown)
                {
                    LogBack(log);
                }

                isDown = false;
                await remote.DoubtAsync(Interval, stoppingToken);
            }
            catch (LiveKitUnavailableException failed)
            {
                if (!isDown)
                {
                    LogDown(log, failed.Message);
                }

                isDown = true;
                await Task.Delay(AfterFailure, time, stoppingToken);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The media server does not do what it is asked: {Reason}")]
    private static partial void LogDown(ILogger log, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "The media server answers again")]
    private static partial void LogBack(ILogger log);
}
