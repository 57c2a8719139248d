using Microsoft.Extensions.Hosting;

namespace Visio.LiveKit;

/// <summary>Starts the server with its host, and drains it before the host closes its sockets, unless the host has done so itself.</summary>
internal sealed class LiveKitHostedService(LiveKitServer server) : IHostedLifecycleService
{
    private static readonly TimeSpan DrainLimit = TimeSpan.FromSeconds(5);

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        server.Start();
        return Task.CompletedTask;
    }

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        if (server.Rooms.IsDraining)
        {
            return;
        }

        try
        {
            await server.DrainAsync(cancellationToken).WaitAsync(DrainLimit, cancellationToken);
        }
        catch (TimeoutException)
        {
            // Who does not leave is cut off.
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
