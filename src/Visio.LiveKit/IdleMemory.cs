using Microsoft.Extensions.Hosting;
using Visio.Sfu;

namespace Visio.LiveKit;

/// <summary>
/// Gives memory back to the system after the start and when the last meeting is over. Not while anybody is connected: a full collection stops
/// all threads for some tens of milliseconds.
/// </summary>
internal sealed class IdleMemory(LiveKitServer engine, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);

        // The start has left something too.
        var wasUsed = true;
        var isUsed = false;
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            // Once they have been gone for two looks: somebody may just be coming back.
            var isEmpty = engine.MediaStats().Peers == 0;
            if (isEmpty && !isUsed && wasUsed)
            {
                MediaServer.ReturnMemory();
                wasUsed = false;
            }

            isUsed = !isEmpty;
            wasUsed |= isUsed;
        }
    }
}
