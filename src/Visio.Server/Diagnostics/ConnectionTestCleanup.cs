using Visio.LiveKit;
using Visio.Server.Media;

namespace Visio.Server.Diagnostics;

/// <summary>Closes the rooms of tests whose time is up, and forgets those whose rooms were left.</summary>
internal sealed class ConnectionTestCleanup(ConnectionTests tests, ILiveRooms liveRooms, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var left = liveRooms.Subscribe(happened =>
        {
            if (happened.Kind == LiveEventKind.RoomFinished)
            {
                tests.End(happened.Room);
            }
        });
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            // A media server elsewhere lets in who has a token, also when a test is over, or was begun before this process.
            foreach (var room in tests.Late().Concat(liveRooms.Rooms().Where(tests.IsOver)).ToList())
            {
                try
                {
                    await liveRooms.CloseAsync(room);
                    tests.End(room);
                }
                catch (LiveKitUnavailableException)
                {
                    // The next round finds it again.
                }
            }
        }
    }
}
