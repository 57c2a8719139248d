using Visio.LiveKit;
using Visio.Server.Settings;

namespace Visio.Server.Hosting;

/// <summary>
/// Tells everybody to leave before the host closes its sockets: <see cref="StoppingAsync"/> is called while Kestrel still answers.
/// </summary>
internal sealed partial class DrainOnStop(DrainState state, LiveKitServer livekit, VisioSettings settings, ILogger<DrainOnStop> log)
    : IHostedLifecycleService
{
    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        state.Begin();
        LogDraining(log, settings.DrainTimeout);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(settings.DrainTimeout);
        try
        {
            await livekit.DrainAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            LogTimeUp(log);
        }
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(Level = LogLevel.Information, Message = "Draining: no new joins, everybody is told to leave; at most {Limit}")]
    private static partial void LogDraining(ILogger log, TimeSpan limit);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Time is up: some people had not left")]
    private static partial void LogTimeUp(ILogger log);
}
