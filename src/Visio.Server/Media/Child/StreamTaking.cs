using Visio.LiveKit;

namespace Visio.Server.Media.Child;

/// <summary>In the media process: takes media that came to the ports of the web.</summary>
internal sealed class StreamTaking(string path, LiveKitServer engine) : IHostedService, IDisposable
{
    private HandedConnections? _connections;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _connections = new(path, engine);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => _connections?.Dispose();
}
