using Visio.Server.Settings;

namespace Visio.Server.Media.Child;

/// <summary>In the media process: ends it, with the words that a stopped server has for people, when no web side has come for too long.</summary>
internal sealed partial class LonelyEnd(WebSide web, ChildPlace place, VisioSettings settings, IHostApplicationLifetime lifetime, TimeProvider time, ILogger<LonelyEnd> log) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    /// <summary>A child that has just been started is given as long to be found.</summary>
    private static readonly TimeSpan Least = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var patience = settings.MediaWaitsForWeb > Least ? settings.MediaWaitsForWeb : Least;
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            if (web.AloneSince is { } since && time.GetUtcNow() - since >= patience && !place.HasWeb())
            {
                LogAlone(log, patience.TotalSeconds);
                lifetime.StopApplication();
                return;
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "No 'visio serve' has come for {Seconds} s: the media process ends")]
    private static partial void LogAlone(ILogger log, double seconds);
}
